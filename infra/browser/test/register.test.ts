import assert from "node:assert/strict";
import { check } from "./check.js";
import { codeFor, fresh, linkFor, mails, newUser, password } from "./service.js";
import { walk, type Page } from "./walk.js";

interface Form {
  email: string;
  username?: string;
  secret?: string;
}

async function fill(page: Page, { email, username = "", secret = password }: Form): Promise<void> {
  await page.getByRole("heading", { name: "Create an account" }).waitFor();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(secret);
}

const send = (page: Page) => page.getByRole("button", { name: "Create account" }).click();

async function newcomer(page: Page): Promise<{ username: string; email: string }> {
  const username = fresh();
  const email = `${username}@example.com`;
  await fill(page, { email, username });
  await send(page);
  await page.getByRole("heading", { name: "Confirm your address" }).waitFor();
  return { username, email };
}

async function confirm(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
}

walk("registration says at each field what is wrong with it", async (w) => {
  const taken = await newUser();
  const page = await w.visit("register");
  await check(page, "register");
  await send(page);
  await check(page, "register-empty");
  await fill(page, { email: "mary", username: "12", secret: "short" });
  await page.getByLabel("Phone number").fill("12");
  await send(page);
  await page.getByText("It looks like name@example.com").waitFor();
  assert.equal(await page.locator("[aria-invalid=true]").count(), 4);
  await check(page, "register-wrong");
  await page.getByLabel("Phone number").fill("");
  await fill(page, { email: `${fresh()}@example.com`, username: taken.username });
  await send(page);
  await page.getByText("not available").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "username");
});

walk("a problem is told in the language of its reader", async (w) => {
  const page = await w.visit("register", { locale: "de-AT" });
  await page.getByRole("heading", { name: "Konto anlegen" }).waitFor();
  await page.getByLabel("E-Mail-Adresse").fill("mary");
  await page.getByLabel("Passwort", { exact: true }).fill("kurz");
  await page.getByRole("button", { name: "Konto anlegen" }).click();
  await page.getByText("Das ist keine E-Mail-Adresse.").waitFor();
  await page.getByText("Das Passwort ist zu kurz.").waitFor();
  await check(page, "register-german");
});

walk("a newcomer confirms the address with the code, and signs in", async (w) => {
  const page = await w.visit("register");
  const user = await newcomer(page);
  await check(page, "confirm");
  await page.reload();
  await confirm(page, "000 00");
  await page.getByText("A code has six digits.").waitFor();
  await confirm(page, "000000");
  await page.getByText("The code is wrong.").waitFor();
  await check(page, "confirm-wrong");
  const code = await codeFor(user.email);
  await confirm(page, `${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByText("Your e-mail address is confirmed.").waitFor();
  await check(page, "sign-in-confirmed");
  assert.equal(await page.getByLabel("Username or e-mail address").inputValue(), user.username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/account$/);
});

walk("an answer that is lost makes one account, also after a reload", async (w) => {
  const page = await w.visit("register", { expected: [/ERR_FAILED/] });
  const username = fresh();
  const email = `${username}@example.com`;
  await page.route("**/users/register", async (route) => (await route.fetch(), route.abort()), { times: 1 });
  await fill(page, { email, username });
  await send(page);
  await page.getByText("could not be reached").waitFor();
  await check(page, "register-lost");
  await page.reload();
  await fill(page, { email, username });
  await page.getByRole("button", { name: "Create account" }).dblclick();
  await page.getByRole("heading", { name: "Confirm your address" }).waitFor();
  assert.equal((await mails(email)).length, 1);
});

walk("a mistyped address is corrected while its code is open", async (w) => {
  const page = await w.visit("register");
  const user = await newcomer(page);
  await page.getByText("Wrong address?").click();
  await check(page, "confirm-correct");
  await page.getByLabel("E-mail address").fill(`right-${user.email}`);
  await page.getByRole("button", { name: "Send the code there" }).click();
  await page.getByText("on its way to the new address").waitFor();
  await confirm(page, await codeFor(`right-${user.email}`));
  await page.getByText("Your e-mail address is confirmed.").waitFor();
});

walk("a code that was tried too often, or has expired, says what to do next", async (w) => {
  const page = await w.visit("register");
  await newcomer(page);
  const wrong = page.getByText("The code is wrong.");
  for (let n = 0; n < 5; n++) {
    await confirm(page, `00000${n}`);
    await wrong.or(page.getByRole("link", { name: "Sign in again" })).waitFor();
  }
  await confirm(page, "000005");
  await page.getByRole("link", { name: "Sign in again" }).waitFor();
  await check(page, "confirm-over");
  const late = await w.visit("register", { clock: true });
  await newcomer(late);
  await late.clock.fastForward("24:00:01");
  await late.getByText("This code has expired.").waitFor();
});

walk("the link in the mail asks for the password, and signs in", async (w) => {
  const page = await w.visit("register");
  const user = await newcomer(page);
  const link = await linkFor(user.email, "/app/confirm");
  const mail = await w.visit(link);
  await mail.getByRole("button", { name: "Confirm and sign in" }).waitFor();
  assert.equal(new URL(mail.url()).hash, "", "the code is not in the address bar");
  await check(mail, "confirm-link");
  await mail.getByLabel("Password", { exact: true }).fill("not the password at all");
  await mail.getByRole("button", { name: "Confirm and sign in" }).click();
  await mail.getByRole("alert").waitFor();
  await check(mail, "confirm-link-wrong");
  await mail.getByLabel("Password", { exact: true }).fill(password);
  await mail.getByRole("button", { name: "Confirm and sign in" }).dblclick();
  await mail.waitForURL(/\/account$/);
  await confirm(page, await codeFor(user.email)); // the page of the registration is still open
  await page.getByText("Your e-mail address is confirmed.").waitFor();
});

walk("a link with an older code leads to the box for the newest", async (w) => {
  const user = await newcomer(await w.visit("register"));
  const page = await w.visit(`confirm#username=${user.username}&code=000001`);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Confirm and sign in" }).click();
  await page.getByText("That link is from an older mail.").waitFor();
  await check(page, "confirm-old-link");
  await confirm(page, await codeFor(user.email));
  await page.getByText("Your e-mail address is confirmed.").waitFor();
  const nothing = await w.visit("confirm");
  await check(nothing, "confirm-nothing");
});

walk("an owner who did not register ends the account", async (w) => {
  const page = await w.visit("register");
  const user = await newcomer(page);
  const link = await linkFor(user.email, "/app/cancel");
  const mail = await w.visit(link);
  await check(mail, "cancel");
  await mail.getByRole("button", { name: "Remove the account" }).dblclick();
  await mail.getByRole("heading", { name: "The account was removed" }).waitFor();
  await mail.reload();
  await check(mail, "cancel-done");
  const again = await w.visit(link);
  await again.getByRole("button", { name: "Remove the account" }).click();
  await again.getByRole("heading", { name: "This link no longer works" }).waitFor();
  await check(again, "cancel-over");
  await check(await w.visit("cancel"), "cancel-incomplete");
  await confirm(page, await codeFor(user.email));
  await page.getByRole("link", { name: "Sign in again" }).waitFor();
});
