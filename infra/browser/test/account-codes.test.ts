// What may go wrong while a change asks for a code.
import assert from "node:assert/strict";
import { giveCode, grow, open, press, setting } from "./account.js";
import { check } from "./check.js";
import { codeFor, fresh, newUser, password } from "./service.js";
import { walk, type Page } from "./walk.js";

const dialog = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });

// Asks for a new address, and waits for what its change needs first.
async function askForAddress(page: Page, needs = "Code for your new address"): Promise<string> {
  const address = `${fresh("moved")}@example.com`;
  await press(page, "E-mail address", "Change");
  await page.getByLabel("New e-mail address").fill(address);
  await page.keyboard.press("Enter");
  await dialog(page, needs).waitFor();
  return address;
}

async function givePassword(page: Page): Promise<void> {
  const asked = dialog(page, "Enter your password");
  await asked.getByLabel("Password", { exact: true }).fill(password);
  await asked.getByRole("button", { name: "Confirm" }).click();
}

walk("after too many wrong codes another one is sent, and the change goes on with it", async (w) => {
  const page = await open(w, await newUser(), "profile", "Profile");
  const address = await askForAddress(page);
  const right = await codeFor(address);
  for (let i = 0; i < 5; i++) {
    await giveCode(page, right === "000000" ? "000001" : "000000");
    await page.locator("dialog form:not([aria-busy]) .error:not(:empty), dialog .alert").first().waitFor();
  }
  await giveCode(page, right).catch(() => undefined);
  await page.getByRole("button", { name: "Send a new code" }).waitFor();
  await check(page, "account-code-closed");
  await page.getByRole("button", { name: "Send a new code" }).click();
  await dialog(page, "Code for your new address").getByLabel("Code", { exact: true }).waitFor();
  await giveCode(page, await codeFor(address));
  await setting(page, "E-mail address").getByText(`Your e-mail address is ${address} now.`).waitFor();
});

walk("a code without a network can be sent again, and so can the request for another one", async (w) => {
  const page = await open(w, await newUser(), "profile", "Profile", { expected: [/ERR_INTERNET_DISCONNECTED/], clock: true });
  const address = await askForAddress(page);
  await page.context().setOffline(true);
  await giveCode(page, await codeFor(address));
  await page.getByText("The service could not be reached.").waitFor();
  await check(page, "account-code-offline");
  await page.context().setOffline(false);
  await page.clock.fastForward("01:01");
  await page.getByRole("button", { name: "Send it again" }).click();
  await page.getByText("You can try again in").waitFor(); // a minute has passed here alone
  await check(page, "account-code-too-soon");
  await giveCode(page, await codeFor(address));
  await setting(page, "E-mail address").getByText(`Your e-mail address is ${address} now.`).waitFor();
});

walk("a code that expires as it is looked at says so", async (w) => {
  const page = await open(w, await newUser(), "profile", "Profile", { clock: true });
  await askForAddress(page);
  await page.clock.fastForward("10:05");
  await page.getByText("The code has expired. Nothing was changed.").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page, /Code/).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Save" }).waitFor();
});

walk("who changes the address of their second factor gives its code, and then the code of the new address", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await open(w, user, "profile", "Profile", { code: true });
  const address = await askForAddress(page, "Code to change where codes are sent");
  await giveCode(page, await codeFor(user.email));
  await dialog(page, "Code for your new address").waitFor();
  await giveCode(page, await codeFor(address));
  await setting(page, "E-mail address").getByText(`Your e-mail address is ${address} now.`).waitFor();
});

walk("who has a second factor gives its code after the password, and then the code of the change", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await open(w, user, "data", "Your data", { code: true });
  await grow(page, () => true, "DELETE");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByLabel(/Type/).fill(user.username);
  await page.keyboard.press("Enter");
  await givePassword(page);
  await dialog(page, "Code to sign in").waitFor();
  await check(page, "account-renew-code");
  await dialog(page, "Code to sign in").getByLabel("Code", { exact: true }).fill(await codeFor(user.email));
  await page.keyboard.press("Enter");
  await dialog(page, "Code to delete the account").waitFor();
});

walk("another tab goes on with the session that took the place of its own", async (w) => {
  const user = await newUser();
  const page = await open(w, user, "profile", "Profile");
  const other = await w.tab(page, "account#pin");
  await other.getByRole("button", { name: "Make a PIN" }).waitFor();
  await grow(page);
  await press(page, "Username", "Change");
  const name = fresh("tabs");
  await page.getByLabel("New username").fill(name);
  await page.keyboard.press("Enter");
  await givePassword(page);
  await setting(page, "Username").getByText(`Your username is ${name} now.`).waitFor();
  await other.getByRole("button", { name: "Make a PIN" }).click();
  await other.getByRole("button", { name: "Make a new one" }).waitFor();
});

walk("who does not give the password changes nothing, and loses nothing", async (w) => {
  const page = await open(w, await newUser(), "profile", "Profile");
  await grow(page);
  await press(page, "Username", "Change");
  await page.getByLabel("New username").fill("somebody-else");
  await page.keyboard.press("Enter");
  await dialog(page, "Enter your password").waitFor();
  await page.keyboard.press("Escape");
  await dialog(page, "Enter your password").waitFor({ state: "detached" });
  assert.equal(await page.getByLabel("New username").inputValue(), "somebody-else");
});

walk("a double click sends once", async (w) => {
  const page = await open(w, await newUser(), "profile", "Profile");
  let sent = 0;
  page.on("request", (r) => r.method() === "PATCH" && sent++);
  await press(page, "Username", "Change");
  await page.getByLabel("New username").fill(fresh("once"));
  await page.getByRole("button", { name: "Save" }).dblclick();
  await setting(page, "Username").getByText("Your username is").waitFor();
  assert.equal(sent, 1);
});
