// The tests can be trusted: what must not happen on a page is noticed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "./check.js";
import { api } from "./service.js";
import { Walk, type Page } from "./walk.js";

const mishaps: Record<string, { by: (page: Page) => Promise<unknown>; told: RegExp }> = {
  "a script that the policy forbids": {
    by: (page) => page.evaluate(() => document.body.append(Object.assign(document.createElement("script"), { src: "https://elsewhere.example/x.js" }))).catch(() => undefined),
    told: /policy: .*require-trusted-types-for|policy: script-src/,
  },
  "a style that the policy forbids": { by: (page) => page.evaluate(() => document.body.setAttribute("style", "color: red")), told: /policy: style-src/ },
  "an error that nobody caught": { by: (page) => page.evaluate("setTimeout(() => { throw new Error('oh') })"), told: /error of the page: .*oh/ },
  "a request to another origin": { by: (page) => page.evaluate(() => fetch("https://elsewhere.example/").catch(() => undefined)), told: /elsewhere\.example/ },
  "a file that is missing": { by: (page) => page.evaluate((at) => fetch(`${at}/app/missing.js`), api), told: /status of 404/ },
};

for (const [name, { by, told }] of Object.entries(mishaps)) {
  test(`${name} is noticed`, { timeout: 600_000 }, async () => {
    const w = new Walk();
    const page = await w.visit("sign-in");
    assert.deepEqual(w.problems, []);
    const heard = page.waitForEvent("console", (m) => told.test(`console: ${m.text()}`)).catch(() => undefined);
    await by(page);
    if (!w.problems.some((p) => told.test(p))) await Promise.race([heard, page.waitForEvent("pageerror")]);
    await w.end();
    assert.match(w.problems.join("\n"), told);
  });
}

test("a page that somebody cannot use is noticed", { timeout: 600_000 }, async () => {
  const w = new Walk();
  const page = await w.visit("sign-in");
  await page.locator("h1").waitFor();
  await page.evaluate(() => {
    const wide = document.createElement("div");
    wide.style.width = "1000px";
    wide.append(document.createElement("img"), "Hello {name}");
    document.getElementById("main")!.append(wide);
  });
  await assert.rejects(check(page, "watching"), (e: Error) => {
    for (const told of [/image-alt/, /1\d\d\d px wide in a window of 320 px/, /Hello \{name\}/]) assert.match(e.message, told);
    return true;
  });
  await w.end();
});
