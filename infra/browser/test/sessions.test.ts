// The session: where its token is kept, what the tabs of a browser share, and how it ends.
import assert from "node:assert/strict";
import { signIn, typeIn } from "./hands.js";
import { api, call, newStaff, newUser, tokenOf } from "./service.js";
import { walk, type Page } from "./walk.js";

// Everything that the browser keeps for the origin, as one text.
async function kept(page: Page): Promise<{ tab: string; lasting: string }> {
  const tab = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  const databases = await page.evaluate(async () => (await indexedDB.databases()).length);
  const lasting = JSON.stringify(await page.context().storageState());
  return { tab, lasting: lasting + (databases ? "a database" : "") };
}

// The token is what the service is asked with.
async function tokenIn(page: Page, act: () => Promise<unknown>): Promise<string> {
  const [request] = await Promise.all([page.waitForRequest((r) => "authorization" in r.headers()), act()]);
  return request.headers()["authorization"]!.replace(/^Bearer /, "");
}

walk("a user's token is kept for the tab alone, and a reload goes on with it", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  await signIn(page, user);
  const token = await tokenIn(page, () => page.reload());
  const { tab, lasting } = await kept(page);
  assert.ok(tab.includes(token), "the tab keeps it");
  assert.ok(!lasting.includes(token), "nothing else does");
});

walk("the token of staff is kept nowhere, and a reload asks to sign in", async (w) => {
  const user = await newStaff("support");
  const page = await w.visit("sign-in");
  await signIn(page, user, { code: true });
  await page.locator("h1").waitFor();
  const { tab, lasting } = await kept(page);
  assert.doesNotMatch(tab + lasting, /lk[a-z]?_|"token"/);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

walk("a new tab goes on with the session of an open one, and both end together", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  await signIn(page, user);
  const second = await w.tab(page, "account");
  await second.getByRole("button", { name: "Sign out" }).waitFor();
  assert.match(second.url(), /\/app\/account$/);
  await second.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("Your session has ended.").waitFor();
});

walk("a tab of staff hands its session to a new tab, and a tab alone signs in", async (w) => {
  const user = await newStaff("support");
  const page = await w.visit("sign-in");
  await signIn(page, user, { code: true });
  const second = await w.tab(page, "console");
  await second.getByRole("button", { name: "Sign out" }).waitFor();
  assert.match(second.url(), /\/app\/console/);
});

walk("a session that the service ended leads to sign-in and back", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  await signIn(page, user);
  const token = await tokenIn(page, () => page.reload());
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  assert.equal((await call("POST", "/users/logout", undefined, token)).status, 204);
  await page.reload();
  await page.getByText("Your session has ended. Sign in again").waitFor();
  await typeIn(page, user.username);
  await page.waitForURL(/\/app\/account$/);
});

walk("a double click sends once, and the button back after sign-in sends nothing", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  let sent = 0;
  page.on("request", (r) => r.method() === "POST" && r.url() === `${api}/users/login` && sent++);
  await page.getByLabel("Username or e-mail address").fill(user.username);
  await page.getByLabel("Password", { exact: true }).fill("velvet tractor orbit moss");
  await page.getByRole("button", { name: "Sign in", exact: true }).dblclick();
  await page.waitForURL(/\/app\/account$/);
  assert.equal(sent, 1);
  await page.goBack().catch(() => undefined); // there may be nowhere to go back to
  await page.goto(`${api}/app/sign-in`);
  await page.waitForURL(/\/app\/account$/);
  assert.equal(sent, 1, "who is signed in is not asked again");
  const sessions = await call<{ sessions: unknown[] }>("GET", "/users/me/sessions", undefined, await tokenOf(user));
  assert.equal(sessions.body.sessions.length, 2, "that of the browser and that of this look");
});

walk("a user who is signed in is led past the pages for signing in", async (w) => {
  const page = await w.visit("sign-in");
  await signIn(page, await newUser());
  for (const address of ["sign-in", "register", "two-factor"]) {
    await page.goto(`${api}/app/${address}`);
    await page.waitForURL(/\/app\/account$/);
  }
});
