import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { delimiter, join } from "node:path";
import { test, type TestContext } from "node:test";
import { chromium, type Page } from "playwright-core";
import { Latchkey } from "latchkey-client";
import { api, codeFor, fresh, origin, password } from "./service.js";

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

async function open(t: TestContext, address: string): Promise<Page> {
  const browser = await chromium.launch({ executablePath: program!, args: ["--no-sandbox", "--disable-background-networking"] });
  t.after(() => browser.close());
  const page = await browser.newPage();
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
