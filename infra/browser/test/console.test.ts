import assert from "node:assert/strict";
import { check } from "./check.js";
import { signIn, typeCode, typeIn } from "./hands.js";
import { adminToken, call, codeFor, done, fresh, newStaff, newUser, password, setFlag, tokenOf, type User } from "./service.js";
import { walk, type Page, type Walk } from "./walk.js";

// Opens a place of the console for a new member of staff, who signs in on the way.
async function open(w: Walk, place: string, role: "support" | "admin" = "admin"): Promise<{ page: Page; staff: User }> {
  const staff = await newStaff(role);
  const page = await w.visit(`console#${place}`);
  await signIn(page, staff, { code: true });
  await page.locator("h1").waitFor();
  return { page, staff };
}

const card = (page: Page, name: string) => page.locator("section.card").filter({ has: page.getByRole("heading", { name, exact: true }) });
const confirm = (page: Page, name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
const user = async (id: number) => (await call<Record<string, unknown>>("GET", `/users/${id}`, undefined, await adminToken())).body;
const flags = async () => (await done<{ feature_flags: Record<string, unknown>[] }>("GET", "/api/v1/admin/feature-flags", undefined, await adminToken())).feature_flags;

async function checkPin(page: Page, pin: string): Promise<void> {
  await page.getByLabel("Support PIN").fill(pin);
  await page.getByRole("button", { name: "Check" }).click();
}

// The next such request is refused as it is after fifteen minutes.
async function grow(page: Page, path: RegExp): Promise<void> {
  let stale = true;
  await page.route(path, (route) => {
    if (!stale || route.request().method() !== "POST") return route.fallback();
    stale = false;
    const refusal = { type: "about:blank", title: "Forbidden", status: 403, code: "reauthentication_required", detail: "Sign in again.", request_id: "x", message: "" };
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(refusal) });
  });
}

walk("users do not see the console, and support sees no more of it than it may", async (w) => {
  const page = await w.visit("console");
  await signIn(page, await newUser()).catch(() => {});
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  const { page: support } = await open(w, "flags", "support");
  await support.getByRole("heading", { name: "Users" }).waitFor();
  assert.equal(await support.getByRole("navigation", { name: "Sections of the console" }).getByRole("link").count(), 1);
});

walk("support finds a user and verifies a caller's PIN", async (w) => {
  const caller = await newUser();
  const token = await tokenOf(caller);
  const { page } = await open(w, "users", "support");
  await page.getByLabel("Begins with").fill("nobody-has-this-name");
  await page.keyboard.press("Enter");
  await page.getByText("No user matches.").waitFor();
  await check(page, "console-users-none");
  await page.getByLabel("Begins with").fill("+1");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Begins with").fill(caller.email);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: caller.username }).click();
  await page.getByRole("heading", { name: caller.username }).waitFor();
  await checkPin(page, "123456");
  await page.getByText("No PIN", { exact: true }).waitFor();
  const { pin } = await done<{ pin: string }>("POST", "/api/v4/user/support_pin", undefined, token);
  await checkPin(page, pin === "000000" ? "111111" : "000000");
  await page.getByText("Not valid", { exact: true }).waitFor();
  await check(page, "console-pin-wrong");
  await checkPin(page, `${pin.slice(0, 3)} ${pin.slice(3)}`);
  await page.getByText("Valid", { exact: true }).waitFor();
  await check(page, "console-pin-valid");
  assert.equal(await card(page, "Role and status").count(), 0, "support changes nobody");
  await page.goBack();
  await page.getByRole("link", { name: caller.username }).waitFor();
  assert.equal(await page.getByLabel("Begins with").inputValue(), caller.email, "the search is as it was");
});

walk("a reload asks staff to sign in, and goes on where they were; a second tab does not ask", async (w) => {
  const { page, staff } = await open(w, "flags");
  const tab = await w.tab(page, "console#import");
  await tab.getByRole("heading", { name: "Import" }).waitFor();
  await tab.close();
  await page.reload();
  await typeIn(page, staff.username);
  await typeCode(page, staff);
  await page.getByRole("heading", { name: "Feature flags" }).waitFor();
});

walk("a role that the rules forbid is refused in words; a status is changed, and both are in the audit trail", async (w) => {
  const someone = await newUser();
  const { page } = await open(w, `users/${someone.id}`);
  await page.getByRole("heading", { name: someone.username }).waitFor();
  await page.getByText("Account looked at").first().waitFor();
  await check(page, "console-user");
  await page.getByLabel("Role").selectOption("support");
  await card(page, "Role and status").getByRole("button").click();
  await page.getByText("Staff need a second factor.").waitFor();
  await page.getByLabel("Role").selectOption("user");
  await page.getByLabel("Status").selectOption("disabled");
  await card(page, "Role and status").getByRole("button").click();
  await page.getByText(`${someone.username} was changed.`).waitFor();
  await card(page, "Audit trail").getByText("Disabled").waitFor();
  assert.equal((await user(someone.id))["status"], "disabled");
});

walk("a reset is allowed, its code is shown once, and it is withdrawn", async (w) => {
  const someone = await newUser();
  const { page } = await open(w, `users/${someone.id}`);
  await page.getByRole("button", { name: "Withdraw the reset" }).click();
  await confirm(page, "Withdraw the reset");
  await page.getByText("There is no reset to withdraw.").waitFor();
  await page.getByRole("button", { name: "Allow a password reset" }).click();
  await check(page, "console-reset-asked");
  await confirm(page, "Allow the reset");
  const code = (await page.getByRole("group", { name: "Reset code" }).textContent()) ?? "";
  assert.match(code, /^lka_/);
  await check(page, "console-reset-code");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(!(await page.content()).includes(code), "the code is gone with the dialog");
  await page.getByRole("button", { name: "Withdraw the reset" }).click();
  await confirm(page, "Withdraw the reset");
  await page.getByText("The reset was withdrawn.").waitFor();
  const used = await call("POST", "/api/v1/auth/reset-password", { username: someone.username, reset_code: code, new_password: "copper lantern under snow" });
  assert.ok(used.status >= 400, "a code that was withdrawn is refused");
});

walk("factors are reset with a reason, sessions are ended, and metadata is changed", async (w) => {
  const someone = await newUser({ "2fa": true });
  const { page } = await open(w, `users/${someone.id}`);
  await page.getByLabel("JSON object").fill("[1]");
  await card(page, "Metadata").getByRole("button", { name: "Save" }).click();
  await page.getByText("This is not a JSON object.").waitFor();
  await page.getByLabel("JSON object").fill('{"plan": "gold"}');
  await card(page, "Metadata").getByRole("button", { name: "Save" }).click();
  await page.getByText("The metadata was saved.").waitFor();
  assert.deepEqual((await user(someone.id))["metadata"], { plan: "gold" });
  await page.getByRole("button", { name: "Reset the second factor" }).click();
  await page.getByLabel("Reason").fill("short");
  await confirm(page, "Reset the second factor");
  await page.getByText("Give at least 10 characters.").waitFor();
  await check(page, "console-factors");
  await page.getByLabel("Reason").fill("phone stolen, identified by passport");
  await confirm(page, "Reset the second factor");
  await page.getByText(`The second factor of ${someone.username} was reset.`).waitFor();
  assert.equal((await user(someone.id))["2fa"], false);
  const tokens = [await tokenOf(someone), await tokenOf(someone)];
  await page.getByRole("link", { name: "All users" }).click();
  await page.goBack();
  await page.getByRole("button", { name: "End all sessions" }).click();
  await confirm(page, "End sessions");
  await page.getByText("The user is signed in nowhere.").waitFor();
  for (const token of tokens) assert.equal((await call("GET", "/users/me", undefined, token)).status, 401);
});

walk("the address of a user is changed with the code that arrives there, by one admin for one of three acts", async (w) => {
  const someone = await newUser();
  const { page } = await open(w, `users/${someone.id}`);
  const address = `${fresh("moved")}@example.com`;
  await page.getByRole("button", { name: "Change the address" }).click();
  await page.getByLabel("New e-mail address").fill("nobody");
  await confirm(page, "Mail the code");
  await page.getByText("not an e-mail address").waitFor();
  await page.getByLabel("New e-mail address").fill(address);
  await check(page, "console-address");
  await confirm(page, "Mail the code");
  await page.getByLabel("Code", { exact: true }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await codeFor(address));
  await confirm(page, "Confirm");
  await page.getByText(`The address of ${someone.username} was changed.`).waitFor();
  assert.equal((await user(someone.id))["email"], address);
  await page.getByRole("button", { name: "Reset the second factor" }).click();
  await page.getByLabel("Reason").fill("phone stolen, identified by passport");
  await confirm(page, "Reset the second factor");
  await page.getByText("Within 24 hours, one admin cannot do two of these to one account").waitFor();
});

walk("a user is deleted with a code that the admin is mailed; going back deletes nobody", async (w) => {
  const someone = await newUser();
  const { page, staff } = await open(w, `users/${someone.id}`);
  await page.getByRole("button", { name: "Delete the user" }).click();
  await page.keyboard.press("Escape");
  assert.equal((await user(someone.id))["id"], someone.id);
  await page.getByRole("button", { name: "Delete the user" }).click();
  await confirm(page, "Delete the user");
  const dialog = page.getByRole("dialog", { name: /code/i });
  await dialog.waitFor();
  await dialog.getByLabel("Code", { exact: true }).fill(await codeFor(staff.email));
  await dialog.getByRole("button", { name: /delete/i }).click();
  await page.getByText(`${someone.username} was deleted.`).waitFor();
  assert.equal((await call("GET", `/users/${someone.id}`, undefined, await adminToken())).status, 404);
});

walk("registration keys are issued after the password was given again, shown once, and revoked", async (w) => {
  const { page, staff } = await open(w, "keys");
  await grow(page, /registration-keys$/);
  const note = fresh("note");
  await page.getByRole("button", { name: "Issue keys" }).click();
  await page.getByLabel("How many").fill("2");
  await page.getByLabel("Note").fill(note);
  await check(page, "console-keys-issue");
  await confirm(page, "Issue keys");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await confirm(page, "Confirm");
  await page.getByLabel("Code", { exact: true }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await codeFor(staff.email));
  await confirm(page, "Confirm");
  const keys = await page.getByRole("group", { name: "Keys" }).innerText();
  assert.match(keys, /^lkk_\S+\nlkk_\S+$/);
  await check(page, "console-keys-once");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a file" }).click();
  assert.equal((await saved).suggestedFilename(), "registration-keys.txt");
  await confirm(page, "Close");
  const mine = page.getByRole("row").filter({ hasText: note });
  await mine.first().getByRole("button", { name: "Revoke" }).click();
  await confirm(page, "Revoke");
  await page.getByText("The key was revoked.").waitFor();
  await check(page, "console-keys");
});

walk("a service key needs a scope, is shown once, and is revoked", async (w) => {
  const { page } = await open(w, "service-keys");
  await page.getByRole("button", { name: "Issue a key" }).click();
  const name = fresh("program");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await confirm(page, "Issue a key");
  await page.getByText("Tick at least one.").waitFor();
  await check(page, "console-service-key-issue");
  await page.getByLabel("show and list users").check();
  await confirm(page, "Issue a key");
  const key = await page.getByRole("group", { name: "Keys" }).innerText();
  assert.equal((await call("GET", "/api/v1/admin/users", undefined, key)).status, 200);
  await confirm(page, "Close");
  await page.getByRole("row").filter({ hasText: name }).getByRole("button", { name: "Revoke" }).click();
  await confirm(page, "Revoke");
  await page.getByText("The key was revoked.").waitFor();
  assert.equal((await call("GET", "/api/v1/admin/users", undefined, key)).status, 401);
  await check(page, "console-service-keys");
});

walk("the flags are set with the keyboard: a switch, a share, and a listed user", async (w) => {
  const someone = await newUser();
  await setFlag("email_based_mfa", false);
  const { page } = await open(w, "flags");
  const knob = page.getByRole("switch");
  const before = await knob.getAttribute("aria-checked");
  for (const want of [before === "true" ? "false" : "true", before]) {
    await knob.press("Space");
    await page.locator(`[role="switch"][aria-checked="${want}"]`).waitFor();
  }
  const slider = page.getByRole("slider");
  await slider.press("Home");
  for (let i = 0; i < 25; i++) await slider.press("ArrowRight");
  await page.getByText("About 1 in 4 enrolled users").waitFor();
  await page.getByLabel("These users too").fill("nobody-has-this-name");
  await page.keyboard.press("Enter");
  await page.getByText("There is no such user.").waitFor();
  await check(page, "console-flags");
  await page.getByLabel("These users too").fill(someone.username);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("1 listed user", { exact: true }).waitFor();
  assert.deepEqual((await flags()).find((f) => f["name"] === "email_based_mfa")?.["users"], [someone.id]);
  assert.equal((await flags()).find((f) => f["name"] === "email_based_mfa")?.["percentage"], 25);
  await page.getByRole("button", { name: `Remove ${someone.username}` }).click();
  await page.getByLabel("Share in percent").fill("0");
  await page.getByText("Nobody is asked").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Off", { exact: true }).waitFor();
});

walk("a list that does not come says so, and can be tried again", async (w) => {
  const staff = await newStaff("admin");
  const page = await w.visit("console#users", { expected: [/net::ERR_FAILED/] });
  let down = true;
  await page.route(/\/admin\/users/, (route) => (down ? route.abort() : route.fallback()));
  await signIn(page, staff, { code: true });
  await page.getByRole("alert").waitFor();
  await check(page, "console-users-failed");
  down = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("table", { name: "Users" }).waitFor();
  await check(page, "console-users");
});
