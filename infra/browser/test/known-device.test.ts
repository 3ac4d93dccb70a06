// Remember this device: a box at sign-in, which shows what is and changes it.
import assert from "node:assert/strict";
import { check } from "./check.js";
import { typeIn, typeCode } from "./hands.js";
import { api, done, newStaff, newUser, type User } from "./service.js";
import { walk, type Page } from "./walk.js";

const box = (page: Page) => page.getByLabel("Remember this device");
const kept = (page: Page) => page.evaluate(() => JSON.parse(localStorage.getItem("latchkey.devices") ?? "{}") as Record<string, string>);

// What the next sign-in sends along.
async function sent(page: Page, act: () => Promise<unknown>): Promise<{ token: string | undefined; remember: unknown }> {
  const [request] = await Promise.all([page.waitForRequest(`${api}/users/login`), act()]);
  return { token: request.headers()["device-token"], remember: (request.postDataJSON() as { remember_device?: unknown }).remember_device };
}

async function devices(page: Page): Promise<unknown[]> {
  const token = await page.evaluate(() => (JSON.parse(sessionStorage.getItem("latchkey.session") ?? "{}") as { token: string }).token);
  return (await done<{ devices: unknown[] }>("GET", "/users/me/devices", undefined, token)).devices;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await box(page).waitFor();
}

async function enter(page: Page, user: User, code = false): Promise<void> {
  await typeIn(page, user.username);
  if (code) await typeCode(page, user);
  await page.waitForURL(/\/app\/(account|console)$/);
}

walk("a device is known when the user says so, and no longer when they say otherwise", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  assert.deepEqual(await sent(page, () => enter(page, user)), { token: undefined, remember: undefined });
  assert.deepEqual(await kept(page), {}, "nothing is kept that nobody asked for");
  await signOut(page);
  await box(page).check();
  assert.deepEqual(await sent(page, () => enter(page, user)), { token: undefined, remember: true });
  const { [user.username]: token } = await kept(page);
  assert.match(token ?? "", /^lkd_/);
  assert.equal((await devices(page)).length, 1);
  await signOut(page);
  assert.equal(await box(page).isChecked(), false, "of whom it is, is not known yet");
  await page.getByLabel("Username or e-mail address").fill(user.username);
  assert.equal(await box(page).isChecked(), true);
  await check(page, "sign-in-known");
  assert.equal((await sent(page, () => enter(page, user))).token, token);
  assert.equal((await devices(page)).length, 1, "it is the same device");
  await signOut(page);
  await page.getByLabel("Username or e-mail address").fill(user.username);
  await box(page).uncheck();
  assert.deepEqual(await sent(page, () => enter(page, user)), { token: undefined, remember: undefined });
  assert.deepEqual(await kept(page), {});
});

walk("a device is known under the address, too, and a second factor is asked for all the same", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await w.visit("sign-in");
  await box(page).check();
  await typeIn(page, user.email);
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  await page.reload();
  await typeCode(page, user);
  await page.waitForURL(/\/app\/account$/);
  const all = await kept(page);
  assert.deepEqual(Object.keys(all).sort(), [user.username, user.email].sort());
  await signOut(page);
  const { token } = await sent(page, () => typeIn(page, user.username));
  assert.equal(token, all[user.email]);
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
});

walk("staff are known on a device, and their session is kept nowhere", async (w) => {
  const user = await newStaff("support");
  const page = await w.visit("sign-in");
  await box(page).check();
  await enter(page, user, true);
  const { lkd, lks } = await page.evaluate(() => {
    const all = JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    return { lkd: all.includes("lkd_"), lks: all.includes("lks_") };
  });
  assert.deepEqual({ lkd, lks }, { lkd: true, lks: false });
});
