// The account page by keyboard alone, and what it leaves alone.
import assert from "node:assert/strict";
import { open, setting } from "./account.js";
import { check } from "./check.js";
import { call, newUser, tokenOf } from "./service.js";
import { walk, type Page } from "./walk.js";

// Goes from control to control until the one that says this, in this setting if one is named.
async function tabTo(page: Page, says: string, where = ""): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    const [text, around] = await page.evaluate(() => {
      const at = document.activeElement;
      return [at?.textContent ?? "", at?.closest("section")?.querySelector("h3")?.textContent ?? ""];
    });
    if (text === says && (!where || around === where)) return;
  }
  assert.fail(`no way by keyboard to ${says}`);
}

walk("the language and what applications store are changed by keyboard alone; what is no text stays", async (w) => {
  const user = await newUser({ language: "fr", profile: { display_name: "Mary", newsletter: true, seats: { max: 3 } } });
  const page = await open(w, user, "profile", "Profile");
  await setting(page, "Language").getByText("French").waitFor();
  await tabTo(page, "Change", "More about you");
  await page.keyboard.press("Enter");
  await check(page, "account-profile-kept");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Mary Example");
  await page.keyboard.press("Enter");
  await setting(page, "More about you").getByText("Saved.").waitFor();
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.closest("section")?.querySelector("h3")?.textContent), "Language");
  await page.keyboard.press("Enter");
  await page.keyboard.press("D");
  await tabTo(page, "Save");
  await page.keyboard.press("Enter");
  await setting(page, "Language").getByText("We write to you in this language now: Deutsch.").waitFor();
  const { body } = await call<Record<string, unknown>>("GET", "/users/me", undefined, await tokenOf(user));
  assert.deepEqual(body["profile"], { display_name: "Mary Example", newsletter: true, seats: { max: 3 } });
  assert.equal(body["language"], "de");
});

walk("the menu leads to each part by keyboard, and the back button back", async (w) => {
  const page = await open(w, await newUser(), "profile", "Profile");
  for (const part of ["Security", "Devices", "Support PIN", "Your data"]) {
    await page.locator("main").focus();
    await tabTo(page, part);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: part, level: 2 }).waitFor();
    assert.match(await page.title(), new RegExp(part));
  }
  await page.goBack();
  await page.getByRole("heading", { name: "Support PIN", level: 2 }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Support PIN", level: 2 }).waitFor();
});
