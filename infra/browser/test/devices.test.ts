// Devices that the user is known on: listed, this one marked, and forgotten.
import assert from "node:assert/strict";
import { check } from "./check.js";
import { typeIn } from "./hands.js";
import { call, done, newUser, password, tokenOf, type User } from "./service.js";
import { walk, type Page, type Walk } from "./walk.js";

const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0";

// Signs in where the user is to be known.
async function remembered(w: Walk, user: User): Promise<Page> {
  const page = await w.visit("account#sessions", { userAgent: firefox });
  await page.getByLabel("Remember this device").check();
  await typeIn(page, user.username);
  await known(page).waitFor();
  return page;
}

const known = (page: Page) => page.locator("section.known").getByRole("listitem").first();
const list = (page: Page) => page.locator("section.known");

const elsewhere = (user: User) => done("POST", "/users/login", { username: user.username, password, remember_device: true });
const devices = async (user: User) => (await call<{ devices: unknown[] }>("GET", "/users/me/devices", undefined, await tokenOf(user))).body.devices.length;

walk("this device is marked, and forgetting it forgets what the browser kept", async (w) => {
  const user = await newUser();
  await elsewhere(user);
  const page = await remembered(w, user);
  assert.equal(await list(page).getByRole("listitem").count(), 2);
  assert.match(await known(page).innerText(), /Firefox on Windows\s+This device/);
  await check(page, "devices-known");
  assert.ok(await page.evaluate(() => localStorage["latchkey.devices"]));
  await known(page).getByRole("button", { name: "Forget" }).click();
  await page.getByText("Firefox on Windows is forgotten.").waitFor();
  assert.equal(await page.evaluate(() => localStorage["latchkey.devices"]), undefined);
  assert.equal(await list(page).getByRole("listitem").count(), 1);
  assert.equal(await devices(user), 1);
});

walk("all devices are forgotten at once, one that is gone already among them", async (w) => {
  const user = await newUser();
  for (let i = 0; i < 2; i++) await elsewhere(user);
  const page = await remembered(w, user);
  const token = await tokenOf(user);
  const { devices: all } = await done<{ devices: { id: string }[] }>("GET", "/users/me/devices", undefined, token);
  await call("DELETE", `/users/me/devices/${all[2]!.id}`, undefined, token);
  await list(page).getByRole("button", { name: "Forget all" }).click();
  await check(page, "devices-forget-all");
  await page.getByRole("dialog").getByRole("button", { name: "Forget" }).click();
  await list(page).getByText("You have none.").waitFor();
  await check(page, "devices-none");
  assert.equal(await devices(user), 0);
});
