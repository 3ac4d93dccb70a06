// The walk of somebody who has a browser and nothing else: from the first page to the console.
import assert from "node:assert/strict";
import { signIn, typeCode, typeIn } from "./hands.js";
import { api, codeFor, fresh, newStaff, password, setFlag, type User } from "./service.js";
import { walk, type Page } from "./walk.js";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function registers(page: Page): Promise<User> {
  const username = fresh("newcomer");
  const user = { id: 0, username, email: `${username}@example.com` };
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("E-mail address", { exact: true }).fill(user.email);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Create account").click();
  await page.getByRole("heading", { name: "Confirm your address" }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await codeFor(user.email));
  await button(page, "Confirm").click();
  await page.getByText("Your e-mail address is confirmed.").waitFor();
  return user;
}

async function turnsOnSecondFactor(page: Page, user: User): Promise<void> {
  await page.getByRole("link", { name: "Security" }).click();
  await page.getByRole("group", { name: "Codes by e-mail" }).getByRole("button", { name: "Add" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Code", { exact: true }).waitFor(); // the code is under way only then
  await dialog.getByLabel("Code", { exact: true }).fill(await codeFor(user.email));
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("From now on, we mail you a code at sign-in.").first().waitFor();
  await button(page, "Sign out").click();
  await typeIn(page, user.username);
  await typeCode(page, user);
  await page.getByRole("heading", { name: "Your account" }).waitFor();
}

async function makesPin(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Support PIN" }).click();
  await button(page, "Make a PIN").click();
  const pin = await page.locator(".once").innerText();
  assert.match(pin, /^\d{6}$/);
  return pin;
}

async function finds(page: Page, user: User): Promise<void> {
  await page.getByRole("searchbox", { name: "Begins with" }).fill(user.email);
  await button(page, "Search").click();
  await page.getByRole("link", { name: user.username }).click();
  await page.getByRole("heading", { name: user.username }).waitFor();
}

async function verifies(page: Page, pin: string): Promise<void> {
  const box = page.getByLabel("Support PIN");
  await box.fill(String((Number(pin) + 1) % 1e6).padStart(6, "0"));
  await button(page, "Check").click();
  await page.getByText("Not valid").waitFor();
  await box.fill(`${pin.slice(0, 3)} ${pin.slice(3)}`);
  await button(page, "Check").click();
  await page.getByText("Valid", { exact: true }).waitFor();
}

async function allowsReset(page: Page): Promise<string> {
  await button(page, "Allow a password reset").click();
  await button(page, "Allow the reset").click();
  const code = await page.getByRole("group", { name: "Reset code" }).innerText();
  assert.match(code, /^lka_/);
  await button(page, "Close").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.ok(!(await page.content()).includes(code), "the code is shown once");
  return code;
}

async function rollsOut(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Feature flags" }).click();
  await page.getByLabel("Share in percent").fill("25");
  await page.getByText("About 1 in 4 enrolled users is asked for a mailed code at sign-in.").waitFor();
  await page.getByRole("heading", { name: "Mailed codes at sign-in" }).locator("..").getByRole("button", { name: "Save" }).click();
  await page.getByText("25 % of the users").waitFor();
}

async function imports(page: Page, users: number): Promise<void> {
  const rows = Array.from({ length: users }, () => fresh("import")).map((name) => `${name},${name}@example.com,true`);
  const file = `username,email,email_confirmed\n${rows.join("\n")}\n`;
  await page.getByRole("link", { name: "Import" }).click();
  await page.getByLabel("Choose a file").setInputFiles({ name: "users.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  const underWay = page.waitForFunction(() => {
    const bar = document.querySelector("progress");
    return bar && bar.value > 0 && bar.value < bar.max;
  });
  await button(page, `Import ${users} users`).click();
  await underWay;
  await page.getByText(`${users} of ${users} rows · ${users} accounts · 0 refused`).waitFor();
}

walk("a newcomer registers, signs in with a code and makes a PIN; an admin does the rest", async (w) => {
  const page = await w.visit(`${api}/`);
  const user = await registers(page);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await button(page, "Sign in").click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await turnsOnSecondFactor(page, user);
  const pin = await makesPin(page);

  const admin = await newStaff("admin");
  const staffed = await w.visit("sign-in");
  await signIn(staffed, admin, { code: true });
  await finds(staffed, user);
  await verifies(staffed, pin);
  const code = await allowsReset(staffed);

  const lost = await w.visit("forgot");
  await lost.getByRole("link", { name: "Enter it here" }).click();
  await lost.getByLabel("Username").fill(user.username);
  await lost.getByLabel("Code from the admin").fill(code);
  await lost.getByLabel("New password").fill("pocket lantern winter gravel");
  await button(lost, "Set the password").click();
  await lost.getByText("Your password is set.").waitFor();
  await typeIn(lost, user.username, "pocket lantern winter gravel");
  await typeCode(lost, user);
  await lost.getByRole("heading", { name: "Your account" }).waitFor();
  await page.reload();
  await page.getByText("Your session has ended.").waitFor(); // a reset signs every device out

  try {
    await rollsOut(staffed);
    await imports(staffed, 500);
  } finally {
    await setFlag("email_based_mfa", false);
  }
});
