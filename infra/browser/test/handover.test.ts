import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { check } from "./check.js";
import { Authenticator } from "./factors.js";
import { signIn, typeCode, typeIn } from "./hands.js";
import { application, call, newUser, password, type User } from "./service.js";
import { walk, type Page, type Walk } from "./walk.js";

const returnTo = `${application}/signed-in`;
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const request = { return_to: returnTo, state: "xyz", code_challenge: createHash("sha256").update(verifier).digest("base64url") };

const address = (more: Record<string, string | undefined> = {}) => {
  const given = Object.entries({ ...request, ...more }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `sign-in?${new URLSearchParams(given)}`;
};

/** Opens the sign-in page as the application leads there. The application is one empty page. */
async function begin(w: Walk): Promise<Page> {
  const page = await w.visit("sign-in", { also: [application] });
  await page.context().route(`${application}/**`, (route) => route.fulfill({ contentType: "text/html", body: "<title>application</title>" }));
  await page.goto(new URL(address(), page.url()).href);
  return page;
}

/** What the application got, which redeems the code. */
async function returned(page: Page): Promise<{ error: string | null; user?: User }> {
  await page.waitForURL(`${returnTo}#**`);
  const got = new URLSearchParams(new URL(page.url()).hash.slice(1));
  assert.equal(got.get("state"), "xyz");
  if (got.has("error")) return { error: got.get("error") };
  const answer = await call<{ user: User }>("POST", "/users/login/code", { code: got.get("code"), code_verifier: verifier });
  assert.equal(answer.status, 200);
  return { error: null, user: answer.body.user };
}

walk("an address that is not listed, or a link that leaves something out, is refused and not shown", async (w) => {
  for (const wrong of [
    { return_to: "https://evil.example/" },
    { return_to: application },
    { return_to: "javascript:alert(1)" },
    { return_to: "" },
    { state: undefined },
    { state: "" },
    { code_challenge: undefined },
    { code_challenge: "short" },
  ]) {
    const page = await w.visit(address(wrong), { expected: [/status of 400/] });
    await page.getByRole("heading", { name: "This link does not work" }).waitFor();
    assert.doesNotMatch(await page.content(), /evil|alert\(1\)|localhost:\d+\/signed-in/);
    if (wrong.return_to === "https://evil.example/") await check(page, "handover-refused");
    await page.getByRole("link", { name: "Go to sign-in" }).click();
    await page.getByLabel("Username or e-mail address").waitFor();
    assert.equal(await page.getByText("to continue to").count(), 0);
  }
});

walk("a user signs in for an application, with a second factor and a reload", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await begin(w);
  await page.getByText(`Sign in to continue to ${new URL(application).host}.`).waitFor();
  await check(page, "handover-sign-in");
  await typeIn(page, user.username);
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  await page.reload();
  await typeCode(page, user);
  assert.equal((await returned(page)).user?.username, user.username);
});

walk("a user signs in for an application with a passkey alone", async (w) => {
  const user = await newUser();
  const page = await w.visit("register", { also: [application] });
  const own = await Authenticator.of(page);
  await own.add(user);
  await own.touch();
  await page.context().route(`${application}/**`, (route) => route.fulfill({ contentType: "text/html", body: "<title>application</title>" }));
  await page.goto(new URL(address(), page.url()).href);
  assert.equal((await returned(page)).user?.username, user.username);
});

walk("a user who is signed in already is asked, and can use another account", async (w) => {
  const [first, second] = [await newUser(), await newUser()];
  const page = await w.visit("sign-in", { also: [application] });
  await signIn(page, first);
  await page.context().route(`${application}/**`, (route) => route.fulfill({ contentType: "text/html", body: "<title>application</title>" }));
  const link = new URL(address(), page.url()).href;
  await page.goto(link);
  await page.getByRole("button", { name: `Continue as ${first.username}` }).waitFor();
  await check(page, "handover-continue");
  await page.reload();
  await page.getByRole("button", { name: `Continue as ${first.username}` }).dblclick();
  assert.equal((await returned(page)).user?.username, first.username);
  await page.goto(link);
  await page.getByRole("button", { name: "Use another account" }).click();
  await typeIn(page, second.username);
  assert.equal((await returned(page)).user?.username, second.username);
});

walk("a user goes back without signing in", async (w) => {
  const page = await begin(w);
  await page.getByRole("button", { name: "Go back without signing in" }).click();
  assert.equal((await returned(page)).error, "access_denied");
});

walk("a session that ended in another tab is asked for again, and then the user goes on", async (w) => {
  const user = await newUser();
  const page = await begin(w);
  const other = await w.tab(page, "sign-in");
  await signIn(other, user);
  await page.reload();
  await page.getByRole("button", { name: `Continue as ${user.username}` }).waitFor();
  await other.getByRole("button", { name: "Sign out" }).click();
  await other.getByLabel("Username or e-mail address").waitFor();
  await page.getByRole("button", { name: `Continue as ${user.username}` }).click();
  await typeIn(page, user.username, password);
  assert.equal((await returned(page)).user?.username, user.username);
});

walk("a limit that is reached is told with its time, and leads nowhere", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  await signIn(page, user);
  const token = await page.evaluate(() => (JSON.parse(sessionStorage.getItem("latchkey.session") ?? "{}") as { token: string }).token);
  const body = { return_to: returnTo, code_challenge: request.code_challenge };
  for (let n = 0; n < 10; n++) assert.equal((await call("POST", "/users/me/authorization-codes", body, token)).status, 201);
  await page.goto(new URL(address(), page.url()).href);
  await page.getByRole("button", { name: /Continue as/ }).click();
  await page.getByText("You can try again in").waitFor();
  await check(page, "handover-limit");
});
