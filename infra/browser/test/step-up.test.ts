// What a change asks for where it was begun, and staff who have to add a factor first.
import assert from "node:assert/strict";
import { grow } from "./account.js";
import { check } from "./check.js";
import { addApp, Authenticator, refusal, shown } from "./factors.js";
import { typeCode, typeIn } from "./hands.js";
import { api, call, codeFor, mails, newStaff, newUser, password, type User } from "./service.js";
import { walk, type Page } from "./walk.js";

// Asks for the deletion of the account, and gives the dialog that has to prove it.
async function askToDelete(page: Page, user: User) {
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByLabel(/Type your username/).fill(user.username);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete the account" });
  await dialog.waitFor();
  return dialog;
}

const gone = async (page: Page, token: string) => {
  await page.getByRole("heading", { name: "Your account is deleted" }).waitFor();
  assert.equal((await call("GET", "/users/me", undefined, token)).status, 401);
};

// Signs somebody with an app in, on a part of the account.
async function enterWithApp(page: Page, user: User, code: string): Promise<void> {
  await typeIn(page, user.username);
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

walk("an app proves a deletion, and nothing else does", async (w) => {
  const user = await newUser({ "2fa": true });
  const { secret, token } = await addApp(user);
  const page = await w.visit("account#data");
  await enterWithApp(page, user, shown(secret));
  const before = (await mails(user.email)).length;
  const dialog = await askToDelete(page, user);
  await dialog.getByText("that your authenticator app shows").waitFor();
  await check(page, "account-delete-app");
  assert.equal(await dialog.getByRole("button", { name: /another way|recovery code/ }).count(), 0, "the strongest factor alone");
  assert.equal((await mails(user.email)).length, before);
  await dialog.getByLabel("Code", { exact: true }).fill(shown(secret, 1));
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await gone(page, token);
});

walk("a sign-in is renewed in place by another way than the one that is asked first", async (w) => {
  const user = await newUser({ "2fa": true });
  const { secret } = await addApp(user);
  const page = await w.visit("account#profile");
  await enterWithApp(page, user, shown(secret));
  await grow(page);
  await page.getByRole("region", { name: "Username", exact: true }).getByRole("button", { name: "Change" }).click();
  await page.getByLabel("New username").fill(`${user.username}-y`);
  await page.keyboard.press("Enter");
  const asked = page.getByRole("dialog", { name: "Enter your password" });
  await asked.getByLabel("Password", { exact: true }).fill(password);
  await asked.getByRole("button", { name: "Confirm" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByText("that your authenticator app shows").waitFor();
  const before = (await mails(user.email)).length;
  await dialog.getByRole("button", { name: "Use another way" }).click();
  await check(page, "account-renew-ways");
  await dialog.getByRole("button", { name: "Code by e-mail" }).click();
  await dialog.getByText("We sent a six-digit code to").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "code");
  assert.equal((await mails(user.email)).length, before + 1);
  await dialog.getByLabel("Code", { exact: true }).fill(await codeFor(user.email));
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await page.getByText(`Your username is ${user.username}-y now.`).waitFor();
});

walk("who cancels the passkey goes back, and nothing was changed", async (w) => {
  const user = await newUser();
  const page = await w.visit("register");
  const own = await Authenticator.of(page);
  const { token } = await own.add(user);
  await own.touch();
  await page.goto(`${api}/app/account#data`);
  await page.getByRole("heading", { name: "Your data", level: 2 }).waitFor();
  const restore = await own.empty();
  const dialog = await askToDelete(page, user);
  await dialog.getByRole("button", { name: "Delete with a passkey" }).click();
  await dialog.getByText("No passkey was used.").waitFor();
  await check(page, "account-delete-passkey-none");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal((await call("GET", "/users/me", undefined, token)).status, 200);
  await restore();
  const again = await askToDelete(page, user);
  await again.getByRole("button", { name: "Delete with a passkey" }).click();
  await gone(page, token);
});

walk("a passkey renews a sign-in, and that of somebody else does not", async (w) => {
  const [user, other] = [await newUser(), await newUser()];
  const page = await w.visit("register");
  const own = await Authenticator.of(page);
  await own.add(other);
  const restore = await own.empty();
  await own.add(user);
  await own.touch();
  await page.goto(`${api}/app/account#profile`);
  await page.getByRole("heading", { name: "Profile", level: 2 }).waitFor();
  const mine = await own.empty();
  await restore();
  await grow(page);
  await page.getByRole("region", { name: "Username", exact: true }).getByRole("button", { name: "Change" }).click();
  await page.getByLabel("New username").fill(`${user.username}-x`);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Enter your password" });
  await check(page, "account-renew-passkey");
  await dialog.getByRole("button", { name: "Use a passkey" }).click();
  await dialog.getByText("This passkey is of another account.").waitFor();
  await own.empty();
  await mine();
  await dialog.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText(`Your username is ${user.username}-x now.`).waitFor();
});

walk("staff who have to add a factor first are led to where they can", async (w) => {
  const user = await newStaff("support");
  const page = await w.visit("sign-in");
  await page.route("**/api/v1/admin/users?*", (route) => route.fulfill(refusal(403, "factor_required")));
  await page.route("**/api/v1/admin/users", (route) => route.fulfill(refusal(403, "factor_required")));
  await typeIn(page, user.username);
  await typeCode(page, user);
  await page.waitForURL(/\/app\/account#security$/);
  await page.getByText("add the second factor that").waitFor();
  await check(page, "account-lacking");
});
