// The document that all pages are: what it weighs, where its addresses lead, and who gets it.
import assert from "node:assert/strict";
import { check } from "./check.js";
import { signIn } from "./hands.js";
import { api, newUser } from "./service.js";
import { walk, type Page } from "./walk.js";

// The sizes on the wire are told by the browser's network, headers included.
async function weighed(page: Page, load: () => Promise<unknown>): Promise<number> {
  const network = await page.context().newCDPSession(page);
  let bytes = 0;
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await network.send("Network.enable");
  await load();
  return bytes;
}

walk("the first page takes less than 60 kB over the wire", async (w) => {
  const blank = await w.visit("about:blank", { also: [api] });
  const bytes = await weighed(blank, () => blank.goto(`${api}/app/sign-in`, { waitUntil: "networkidle" }));
  await blank.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.ok(bytes > 5_000 && bytes < 60_000, `${bytes} bytes`);
});

walk("an address without a page says so", async (w) => {
  const page = await w.visit("nowhere", { expected: [/status of 404/] });
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await check(page, "missing");
  await page.getByRole("link", { name: "Go to sign-in" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

walk("the console looks like no page to who is no member of staff", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  await signIn(page, user);
  await page.goto(`${api}/app/console`);
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
});

walk("without JavaScript a page says that it needs it", async (w) => {
  const page = await w.visit("sign-in", { javaScriptEnabled: false });
  await page.locator("noscript p").waitFor();
});

walk("each page has a title of its own", async (w) => {
  const titles = new Map<string, string>();
  const page = await w.visit("sign-in");
  for (const name of ["sign-in", "two-factor", "register", "confirm", "cancel", "forgot", "reset"]) {
    await page.goto(`${api}/app/${name}`);
    await page.locator("h1").waitFor();
    titles.set(await page.title(), name);
  }
  assert.equal(titles.size, 7, [...titles.keys()].join());
});

for (const [before, now] of [
  ["/", "/app/sign-in"],
  ["/users/confirm", "/app/confirm"],
  ["/users/register/cancel", "/app/cancel"],
  ["/password-reset", "/app/reset"],
] as const) {
  walk(`${before} leads to ${now} with its fragment, which leaves the address bar`, async (w) => {
    const page = await w.visit("about:blank", { also: [api] });
    const arrived: string[] = [];
    await page.addInitScript(() => ((globalThis as unknown as { arrived: string }).arrived = location.hash));
    page.on("framenavigated", (frame) => arrived.push(frame.url()));
    await page.goto(`${api}${before}#token=of-a-mail`);
    await page.locator("h1").waitFor();
    assert.equal(await page.evaluate(() => (globalThis as unknown as { arrived: string }).arrived), "#token=of-a-mail");
    assert.equal(page.url(), api + now);
  });
}
