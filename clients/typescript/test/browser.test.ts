import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";
import { test, type TestContext } from "node:test";
import { chromium, type Page } from "playwright-core";
import { Latchkey } from "latchkey-client";
import { api, codeFor, fresh, never, origin, password, reading } from "./service.js";

const names = ["chromium", "chromium-browser", "google-chrome"];
const program = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(existsSync);
const skip = program ? false : "Chromium is not here; with it, a page of another origin signs in";

const html = `<!doctype html><title>An application</title>
<script type="importmap">{"imports": {"latchkey-client": "/dist/index.js"}}</script>
<script type="module" src="/build/page.js"></script>`;

// The application's own server, which has nothing but files.
async function host(t: TestContext): Promise<void> {
  const server = createServer(async ({ url = "/" }, out) => {
    if (url === "/") return void out.setHeader("content-type", "text/html").end(html);
    const file = await readFile(new URL(`..${url}`, import.meta.url)).catch(() => undefined);
    out.setHeader("content-type", "text/javascript").writeHead(file ? 200 : 404).end(file);
  }).listen(Number(new URL(origin).port), "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.closeAllConnections(), server.close()));
}

async function blank(t: TestContext): Promise<Page> {
  const browser = await chromium.launch({ executablePath: program!, args: ["--no-sandbox", "--disable-background-networking"] });
  t.after(() => browser.close());
  return browser.newPage();
}

async function open(t: TestContext, address: string): Promise<Page> {
  const page = await blank(t);
  await page.exposeFunction("codeFor", codeFor);
  await page.goto(address);
  await page.waitForFunction("globalThis.refused");
  return page;
}

// a page of a listed origin uses the service as any client does; a page of another is refused by its browser.
test("a page of a listed origin registers, confirms, signs in with a code and changes the user", { skip, timeout: 300_000 }, async (t) => {
  await host(t);
  const page = await open(t, origin.replace("localhost", "127.0.0.1"));
  assert.equal(await page.evaluate((at) => globalThis.refused(at), api), "no answer", "an origin that is not listed");
  await page.goto(origin);
  await page.waitForFunction("globalThis.refused");
  const username = fresh();
  const done = await page.evaluate(([at, name, secret]) => globalThis.journey(at!, name!, secret!), [api, username, password]);
  assert.deepEqual(done, {
    asked: ["confirm_email", "sign_in"],
    wrong: "invalid_credentials",
    early: { code: "resend_too_soon", waits: true, request: true },
    confirmed: true,
    read: username,
    changed: `${username}-2`,
  });
  const email = `${username}@example.com`;
  const elsewhere = await new Latchkey(api).signIn({ username: `${username}-2`, password }, () => codeFor(email));
  assert.equal(elsewhere.user.email, email);
});

// Older browsers lack the JSON forms of WebAuthn.
for (const old of [false, true]) {
  test(`a page adds a passkey, signs in with it, and proves with it, in a${old ? "n older" : ""} browser`, { skip, timeout: 300_000 }, async (t) => {
    await host(t);
    const page = await open(t, origin);
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true } as const;
    await device.send("WebAuthn.addVirtualAuthenticator", { options });
    if (old) {
      await page.evaluate(() => {
        for (const [of, name] of [[PublicKeyCredential, "parseRequestOptionsFromJSON"], [PublicKeyCredential, "parseCreationOptionsFromJSON"], [PublicKeyCredential.prototype, "toJSON"]] as const) {
          Object.defineProperty(of, name, { value: undefined });
        }
      });
    }
    const username = fresh();
    const done = await page.evaluate(([at, name, secret]) => globalThis.passkeys(at!, name!, secret!), [api, username, password]);
    assert.deepEqual(done, {
      asked: ["confirm_email email", "sign_in passkey", "remove_2fa passkey", "delete_user email"],
      type: "passkey",
      codes: 10,
      without: username,
      gone: "invalid_passkey",
    });
  });
}

// The example application, as `go run` starts it.
async function hostExample(t: TestContext): Promise<void> {
  const repository = new URL("../../../", import.meta.url);
  const own = { LATCHKEY: api, PORT: new URL(origin).port };
  const server = spawn("go", ["run", "./infra/example/application"], { cwd: repository, env: { ...process.env, ...own }, stdio: ["ignore", "inherit", "pipe"], detached: true });
  t.after(() => process.kill(-server.pid!, "SIGKILL"));
  await once(server.stderr, "data"); // where it says that it is there
}

// Stands for the sign-in page, on which a user is signed in already.
async function signInPage(page: Page, user: Latchkey): Promise<(how: (returned: URLSearchParams) => void) => void> {
  let change = (_: URLSearchParams): void => {};
  await page.route(`${api}/app/sign-in**`, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const body = { return_to: asked.get("return_to")!, code_challenge: asked.get("code_challenge")! };
    const { code } = (await user.call("POST", "/users/{id}/authorization-codes", { path: { id: "me" }, body })).body;
    const returned = new URLSearchParams({ code, state: asked.get("state")! });
    change(returned);
    await route.fulfill({ status: 303, headers: { location: `${body.return_to}#${returned}` } });
  });
  return (how) => void (change = how);
}

test("the example application signs a user in by the sign-in page, and refuses what is not the end of its own sign-in", { skip, timeout: 300_000 }, async (t) => {
  const username = fresh();
  const user = new Latchkey(api);
  await user.register({ username, email: `${username}@example.com`, password }, reading(`${username}@example.com`));
  await user.signIn({ username, password }, never);
  await hostExample(t);
  const page = await blank(t);
  const returning = await signInPage(page, user);
  const seen = async (state: string, text: string) => {
    await page.locator(`#${state}:visible`, { hasText: text }).waitFor();
    assert.equal(page.url(), `${origin}/`, "the fragment is gone");
  };
  const press = (what: string) => page.locator(`[data-do=${what}]:visible`).click();
  for (let tries = 0; !(await page.goto(origin).catch(() => null)); tries++) assert.ok(tries < 100, "the application does not start");
  await seen("signed-out", "Sign in");

  returning((returned) => (returned.delete("code"), returned.set("error", "access_denied")));
  await press("sign-in");
  await seen("refused", "without signing in");
  returning((returned) => returned.set("state", "another"));
  await press("sign-in");
  await seen("refused", "did not begin in this browser");
  returning((returned) => returned.set("code", "lkh_x"));
  await press("sign-in");
  await seen("refused", "took too long");
  assert.equal((await user.sessions()).length, 1);

  returning(() => {});
  await press("sign-in");
  await seen("signed-in", username);
  await page.reload();
  await seen("signed-in", username);
  assert.equal((await user.sessions()).length, 2);
  await press("sign-out");
  await seen("signed-out", "Sign in");
  assert.equal((await user.sessions()).length, 1);
});
