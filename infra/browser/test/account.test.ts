import assert from "node:assert/strict";
import { freshNumber, giveCode, grow, open, press, setting } from "./account.js";
import { check } from "./check.js";
import { signIn } from "./hands.js";
import { call, codeFor, fresh, newStaff, newUser, password, tokenOf, type User } from "./service.js";
import { walk } from "./walk.js";

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

const shown = async (user: User, secret = password) => (await call<Record<string, unknown>>("GET", "/users/me", undefined, await tokenOf(user, secret))).body;

walk("a name that is taken is refused in its field, and what was typed stays; another one is taken over", async (w) => {
  const [user, other] = [await newUser(), await newUser()];
  const page = await open(w, user, "profile", "Profile");
  await check(page, "account-profile");
  await press(page, "Username", "Change");
  const field = page.getByLabel("New username");
  await field.fill(other.username);
  await page.keyboard.press("Enter");
  await setting(page, "Username").locator(".error", { hasText: /./ }).waitFor();
  assert.equal(await field.inputValue(), other.username);
  await check(page, "account-username-taken");
  const name = fresh("renamed");
  await field.fill(name);
  await page.keyboard.press("Enter");
  await setting(page, "Username").getByText(`Your username is ${name} now.`).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Change", "the focus is back at the button");
  assert.equal((await shown({ ...user, username: name }))["username"], name);
});

walk("a new address asks for its code in place; a wrong one and Escape change nothing", async (w) => {
  const user = await newUser();
  const page = await open(w, user, "profile", "Profile");
  await press(page, "E-mail address", "Change");
  const address = `${fresh("moved")}@example.com`;
  await page.getByLabel("New e-mail address").fill(address);
  await page.keyboard.press("Enter");
  await giveCode(page, "000000");
  await page.getByText("The code is wrong.").waitFor();
  await check(page, "account-code-wrong");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await page.getByLabel("New e-mail address").inputValue(), address, "what was typed is still there");
  assert.equal((await shown(user))["email"], user.email);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor();
  await giveCode(page, await codeFor(address));
  await setting(page, "E-mail address").getByText(`Your e-mail address is ${address} now.`).waitFor();
  assert.equal((await shown(user))["email"], address);
});

walk("a phone number is added with the code of its text, takes the second factor, and takes it away with it", async (w) => {
  const user = await newUser();
  const number = freshNumber();
  const page = await open(w, user, "profile", "Profile");
  await press(page, "Phone number", "Add");
  await page.getByLabel("New phone number").fill("12");
  await page.keyboard.press("Enter");
  await setting(page, "Phone number").locator(".error", { hasText: /./ }).waitFor();
  await page.getByLabel("New phone number").fill(`${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await giveCode(page, await codeFor(number));
  await setting(page, "Phone number").getByText(`Your phone number is ${number} now.`).waitFor();
  await page.getByRole("link", { name: "Security" }).click();
  await press(page, "Codes by SMS", "Add");
  await page.getByRole("dialog").waitFor();
  await giveCode(page, await codeFor(number));
  await setting(page, "Second factors").getByText("From now on, we send you a code by SMS at sign-in.").waitFor();
  await check(page, "account-security-on");
  await page.getByRole("link", { name: "Profile" }).click();
  await press(page, "Phone number", "Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByLabel("Code", { exact: true }).waitFor();
  await giveCode(page, await codeFor(number));
  await setting(page, "Phone number").getByText("Your phone number is removed.").waitFor();
  await page.getByRole("link", { name: "Security" }).click();
  await page.getByText("You have none: the password alone signs you in.").waitFor();
});

walk("a number that was given at registration is confirmed with a code, and removed without one", async (w) => {
  const number = freshNumber();
  const page = await open(w, await newUser({ phone_number: number }), "profile", "Profile");
  await setting(page, "Phone number").getByText("Not confirmed").waitFor();
  await check(page, "account-phone-unconfirmed");
  await press(page, "Phone number", "Confirm it");
  await page.getByRole("dialog").waitFor();
  await giveCode(page, await codeFor(number));
  await setting(page, "Phone number").getByText("Your phone number is confirmed.").waitFor();
  await press(page, "Phone number", "Remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await setting(page, "Phone number").getByText("Your phone number is removed.").waitFor();
});

walk("after fifteen minutes a change asks for the password, and goes on by itself", async (w) => {
  const user = await newUser();
  const page = await open(w, user, "profile", "Profile");
  await grow(page);
  await press(page, "Username", "Change");
  const name = fresh("later");
  await page.getByLabel("New username").fill(name);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Enter your password" });
  await dialog.getByLabel("Password", { exact: true }).fill("not the password at all");
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await dialog.getByText(/password is wrong/).waitFor();
  await check(page, "account-renew");
  await dialog.getByLabel("Password", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Confirm" }).click();
  await setting(page, "Username").getByText(`Your username is ${name} now.`).waitFor();
});

walk("the password is changed with the one before; staff are told that their second factor stays on", async (w) => {
  const user = await newStaff("support");
  const page = await open(w, user, "security", "Security", { code: true });
  await page.getByText("You are staff, and staff need one. To remove it, add another first.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Remove" }).count(), 0);
  await press(page, "Password", "Change");
  await page.getByLabel("Current password").fill("not the password at all");
  await page.getByLabel("New password").fill("copper lantern under snow");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("The current password is wrong.").waitFor();
  await check(page, "account-password-wrong");
  await page.getByLabel("Current password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
  await setting(page, "Password").getByText("Your password is changed").waitFor();
  assert.equal((await call("POST", "/users/login", { username: user.username, password })).status, 401);
});

walk("devices are listed and signed out: one, one that is gone already, and all others", async (w) => {
  const user = await newUser();
  const tokens: string[] = [];
  for (let i = 0; i < 4; i++) tokens.push(await tokenOf(user));
  const page = await open(w, user, "sessions", "Devices");
  await page.getByText("This device", { exact: true }).waitFor();
  assert.equal(await page.getByRole("listitem").filter({ hasText: "IP address" }).count(), 5);
  await check(page, "account-sessions");
  await call("POST", "/users/logout", undefined, tokens[3]);
  await page.getByRole("button", { name: "Sign out", exact: true }).nth(1).click();
  await page.getByText("You are signed in here and in 3 other places.").waitFor();
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed in here and nowhere else.").waitFor();
  await check(page, "account-sessions-only");
  for (const token of tokens) assert.equal((await call("GET", "/users/me", undefined, token)).status, 401);
});

walk("the list of devices that did not come is asked for again there", async (w) => {
  const user = await newUser();
  const page = await w.visit("account#sessions", { expected: [/net::ERR_FAILED/], userAgent: firefox });
  let down = true;
  await page.route(/\/sessions$/, (route) => (down ? route.abort() : route.fallback()));
  await signIn(page, user);
  await page.getByRole("alert").waitFor();
  await check(page, "account-offline");
  down = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Firefox on Windows").waitFor();
});

walk("a support PIN is made, renewed and told as expired", async (w) => {
  const user = await newUser();
  const page = await open(w, user, "pin", "Support PIN");
  await page.getByRole("button", { name: "Make a PIN" }).waitFor();
  await check(page, "account-pin-none");
  await page.getByRole("button", { name: "Make a PIN" }).click();
  const first = await page.locator(".once").textContent();
  await check(page, "account-pin");
  await page.getByRole("button", { name: "Make a new one" }).click();
  await page.waitForFunction((before) => document.querySelector(".once")?.textContent !== before, first);
  const { body } = await call<{ pin: string }>("GET", "/api/v4/user/support_pin", undefined, await tokenOf(user));
  assert.equal(await page.locator(".once").textContent(), body.pin);
  await page.route(/support_pin$/, (route) => route.fulfill({ json: { pin: "123456", expires_at: "2026-01-01T00:00:00Z" } }));
  await page.reload();
  await page.getByText("Your PIN has expired.").waitFor();
  await check(page, "account-pin-expired");
});

walk("a user takes a copy of their data, and deletes the account by its name and a code", async (w) => {
  const user = await newUser();
  const page = await open(w, user, "data", "Your data");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
  assert.equal(file.suggestedFilename(), `account-${user.username}.json`);
  await check(page, "account-data");
  await press(page, "Delete your account", "Delete");
  await page.getByRole("textbox").fill("somebody");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("This is not your username.").waitFor();
  await check(page, "account-delete");
  await page.getByRole("textbox").fill(user.username);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("dialog", { name: "Code to delete the account" }).waitFor();
  await giveCode(page, await codeFor(user.email), "Delete for good");
  await page.getByRole("heading", { name: "Your account is deleted" }).waitFor();
  await check(page, "account-deleted");
  assert.equal((await call("POST", "/users/login", { username: user.username, password })).status, 401);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

walk("a session that ended elsewhere leads to sign-in and back to the same part", async (w) => {
  const user = await newUser();
  const page = await open(w, user, "pin", "Support PIN");
  const token = await tokenOf(user);
  const { body } = await call<{ sessions: { id: string; current: boolean }[] }>("GET", "/users/me/sessions", undefined, token);
  for (const s of body.sessions) if (!s.current) await call("DELETE", `/users/me/sessions/${s.id}`, undefined, token);
  await page.getByRole("button", { name: "Make a PIN" }).click();
  await signIn(page, user);
  await page.getByRole("heading", { name: "Support PIN", level: 2 }).waitFor();
});
