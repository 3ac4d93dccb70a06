// The pictures that README opens with.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { signIn } from "./hands.js";
import { adminToken, done, password, tokenOf, type User } from "./service.js";
import { walk, type Page } from "./walk.js";

const folder = new URL("../../../docs/pictures/", import.meta.url).pathname;
const most = 60_000; // bytes: who reads README on the way pays for them

async function picture(page: Page, name: string): Promise<void> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send("Page.captureScreenshot", { format: "webp", quality: 85 });
  const image = Buffer.from(data, "base64");
  assert.ok(image.length <= most, `${name} has ${image.length} bytes`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.webp`, image);
}

// People whom nobody is.
const people = ["ada", "bela", "chidi", "dana", "emre", "fatou", "goran", "hanna", "ines"];

// The first of them is an admin.
async function populate(): Promise<User> {
  const token = await adminToken();
  const users = people.map((username, n) => ({ username, email: `${username}@example.com`, email_confirmed: n !== 4, password, "2fa": n % 3 === 0 }));
  const { results } = await done<{ results: { user: User }[] }>("POST", "/users/bulk", { users }, token);
  const made = results.map(({ user }) => user);
  for (const user of made.slice(0, 4)) await tokenOf(user);
  const changes: [number, unknown][] = [[0, { role: "admin" }], [3, { role: "support" }], [6, { status: "disabled" }]];
  for (const [n, change] of changes) await done("PATCH", `/users/${made[n]!.id}`, change, token);
  return made[0]!;
}

walk("the sign-in page", async (w) => {
  const page = await w.visit("sign-in");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await picture(page, "sign-in");
});

walk("the console", async (w) => {
  const admin = await populate();
  const page = await w.visit("sign-in");
  await signIn(page, admin, { code: true });
  await page.getByRole("link", { name: "ines", exact: true }).waitFor();
  await picture(page, "console");
});
