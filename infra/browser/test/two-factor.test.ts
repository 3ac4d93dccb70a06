// What is asked for after the password: the app, a message or a recovery code.
import assert from "node:assert/strict";
import { check } from "./check.js";
import { addApp, shown, spend } from "./factors.js";
import { typeCode, typeIn } from "./hands.js";
import { mails, newUser, password, type User } from "./service.js";
import { walk, type Page, type Visitor, type Walk } from "./walk.js";

const box = (page: Page) => page.getByLabel("Code", { exact: true });
const give = async (page: Page, code: string) => {
  await box(page).fill(code);
  await page.getByRole("button", { name: "Continue" }).click();
};
const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement).innerText || document.activeElement?.getAttribute("name"));

// Goes as far as the code of the app.
async function toApp(w: Walk, user: User, visitor?: Visitor): Promise<Page> {
  const page = await w.visit("sign-in", visitor);
  await typeIn(page, user.username);
  await page.getByText("that your authenticator app shows").waitFor();
  return page;
}

walk("an app's code signs in, once, and nothing is sent", async (w) => {
  const user = await newUser();
  const { secret } = await addApp(user);
  const before = (await mails(user.email)).length;
  const page = await toApp(w, user);
  assert.equal(await focused(page), "code", "the focus waits in the box");
  assert.equal(await page.getByText("Send it again").count(), 0);
  await check(page, "two-factor-app");
  await give(page, "12345");
  await page.getByText("The code is wrong").waitFor();
  await page.reload();
  const code = shown(secret);
  await give(page, code);
  await page.waitForURL(/\/app\/account$/);
  assert.equal((await mails(user.email)).length, before, "no code was mailed");

  const second = await toApp(w, user);
  await give(second, code);
  await second.getByText("This code was used already.").waitFor();
  await check(second, "two-factor-app-used");
  await give(second, shown(secret, 1));
  await second.waitForURL(/\/app\/account$/);
});

walk("another way is open to who has one, and a message is sent only when it is chosen", async (w) => {
  const user = await newUser({ "2fa": true });
  await addApp(user);
  const page = await toApp(w, user);
  const before = (await mails(user.email)).length;
  await page.getByRole("button", { name: "Use another way" }).click();
  await page.getByRole("heading", { name: "Choose another way" }).waitFor();
  await check(page, "two-factor-ways");
  await page.getByRole("button", { name: "Back" }).click();
  await box(page).waitFor();
  assert.equal((await mails(user.email)).length, before, "to look at the ways sends nothing");
  await page.getByRole("button", { name: "Use another way" }).click();
  await page.getByRole("button", { name: "Code by e-mail" }).click();
  await page.getByText("We sent a six-digit code to").waitFor();
  assert.equal(await focused(page), "code");
  assert.equal((await mails(user.email)).length, before + 1);
  await page.reload();
  await page.getByText("We sent a six-digit code to").waitFor();
  assert.equal((await mails(user.email)).length, before + 1, "a reload sends nothing");
  await typeCode(page, user);
  await page.waitForURL(/\/app\/account$/);
});

walk("a recovery code signs in as it was copied, and the page says how many are left", async (w) => {
  const user = await newUser();
  const { recoveryCodes } = await addApp(user);
  const page = await toApp(w, user);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByRole("heading", { name: "Enter a recovery code" }).waitFor();
  assert.equal(await focused(page), "recovery_code");
  await page.reload();
  const field = page.getByLabel("Recovery code");
  await field.fill("not one");
  await page.keyboard.press("Enter");
  await page.getByText("A recovery code has 16 letters and digits.").waitFor();
  await field.fill("0000-0000-0000-0000");
  await page.keyboard.press("Enter");
  await page.getByText("This is none of your recovery codes").waitFor();
  await check(page, "two-factor-recovery-wrong");
  await field.fill(` ${recoveryCodes[0]!.toLowerCase().replace(/-/g, " ")} `);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You are signed in" }).waitFor();
  await page.getByText("You have 9 left.").waitFor();
  assert.equal(await page.getByText("Make new ones").count(), 0);
  await check(page, "two-factor-recovery-left");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/app\/account$/);
});

walk("who has few recovery codes left is led to new ones", async (w) => {
  const user = await newUser();
  const { recoveryCodes } = await addApp(user);
  for (const [n, code] of recoveryCodes.slice(0, 7).entries()) assert.equal(await spend(user, code, password), 9 - n);
  const page = await toApp(w, user, { locale: "en-GB" });
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(recoveryCodes[7]!);
  await page.keyboard.press("Enter");
  await page.getByText("You have 2 left.").waitFor();
  await check(page, "two-factor-recovery-few");
  await page.getByRole("link", { name: "Make new recovery codes" }).click();
  await page.getByRole("heading", { name: "Security", level: 2 }).waitFor();
});

walk("a challenge that expires as it is looked at says so, and the way to begin again is there", async (w) => {
  const user = await newUser();
  await addApp(user);
  const page = await toApp(w, user, { clock: true });
  await page.clock.fastForward("10:05");
  await page.getByText("The time is up.").waitFor();
  await check(page, "two-factor-app-expired");
  await page.getByRole("link", { name: "Sign in again" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

walk("the keyboard alone chooses another way and goes back", async (w) => {
  const user = await newUser({ "2fa": true });
  const { recoveryCodes } = await addApp(user);
  const page = await toApp(w, user);
  const to = async (name: string) => {
    for (let stops = 0; stops < 20 && (await focused(page)) !== name; stops++) await page.keyboard.press("Tab");
    assert.equal(await focused(page), name);
  };
  await to("Use another way");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Choose another way" }).waitFor();
  await to("Back");
  await page.keyboard.press("Enter");
  await box(page).waitFor();
  await to("Use a recovery code");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Enter a recovery code" }).waitFor();
  await page.keyboard.type(recoveryCodes[0]!);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You are signed in" }).waitFor();
  await to("Continue");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/app\/account$/);
});

walk("the ways are told in German, too", async (w) => {
  const user = await newUser({ "2fa": true });
  await addApp(user);
  const page = await w.visit("sign-in", { locale: "de-DE" });
  await page.getByLabel("Benutzername oder E-Mail-Adresse").fill(user.username);
  await page.getByLabel("Passwort", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await page.getByText("die Ihre Authenticator-App für").waitFor();
  await check(page, "two-factor-app-german");
  await page.getByRole("button", { name: "Anderen Weg wählen" }).click();
  await page.getByRole("heading", { name: "Anderen Weg wählen" }).waitFor();
  await check(page, "two-factor-ways-german");
  await page.getByRole("button", { name: "Wiederherstellungscode" }).click();
  await page.getByRole("heading", { name: "Wiederherstellungscode eingeben" }).waitFor();
  await check(page, "two-factor-recovery-german");
});
