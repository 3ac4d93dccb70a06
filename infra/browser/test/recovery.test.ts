// Recovery codes: shown once, kept by copy, print or file, and used in the place of a factor.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setting } from "./account.js";
import { check } from "./check.js";
import { addAuthenticator, again, answer, keepCodes, openSecurity } from "./enrol.js";
import { newUser } from "./service.js";
import { walk, type Page } from "./walk.js";

const dialog = (page: Page) => page.getByRole("dialog", { name: "Recovery codes" });

walk("the codes stay until the user says that they are kept; they are copied, saved and printed alone", async (w) => {
  const user = await newUser();
  const page = await openSecurity(w, user, { permissions: ["clipboard-read", "clipboard-write"] });
  await addAuthenticator(page);
  await dialog(page).waitFor();
  await check(page, "recovery-codes");
  const codes = await dialog(page).getByRole("listitem").allInnerTexts();
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await page.getByText("Keep them first").waitFor();
  await check(page, "recovery-codes-keep");
  await dialog(page).getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), codes.join("\n"));
  const [file] = await Promise.all([page.waitForEvent("download"), dialog(page).getByRole("button", { name: "Download" }).click()]);
  const text = readFileSync(await file.path(), "utf8");
  assert.ok(text.includes(user.username) && codes.every((code) => text.includes(code)));
  await printed(page, user.username, codes);
  await dialog(page).getByLabel("I have kept them").check();
  await page.keyboard.press("Enter");
  await page.locator(".factors .done:not(:empty)").waitFor();
  assert.equal(await page.getByText(codes[0]!).count(), 0, "they are not shown again");
  await setting(page, "Recovery codes").getByText("10 codes are left.").waitFor();
});

// What paper shows: the codes, and whose they are.
async function printed(page: Page, name: string, codes: string[]): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ media: "print", colorScheme });
    const shown = (await page.evaluate(() => document.body.innerText)).split("\n").map((line) => line.trim()).filter(Boolean);
    assert.ok(shown.some((line) => line.includes(name) && /\d{4}/.test(line)) && shown.includes("Latchkey"), shown.join("\n"));
    assert.deepEqual(shown.filter((line) => codes.includes(line)), codes);
    assert.equal(shown.length, codes.length + 3, `nothing else: ${shown.join("\n")}`);
    const ink = await page.evaluate(() => getComputedStyle(document.querySelector(".codes code")!).color);
    assert.equal(ink, "rgb(0, 0, 0)", `dark on white where the screen is ${colorScheme}`);
  }
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
}

walk("a reload with codes on the page asks first", async (w) => {
  const page = await openSecurity(w, await newUser());
  await addAuthenticator(page);
  await dialog(page).waitFor();
  const [question] = await Promise.all([page.waitForEvent("dialog"), page.evaluate(() => void setTimeout(() => location.reload()))]);
  assert.equal(question.type(), "beforeunload");
  await question.dismiss();
  await dialog(page).waitFor();
});

walk("a recovery code signs in once, the list counts it, and new ones end those before", async (w) => {
  const user = await newUser();
  const page = await openSecurity(w, user);
  const app = await addAuthenticator(page);
  const [first, second] = await keepCodes(page);
  await page.locator(".factors .done:not(:empty)").waitFor();
  await again(page, user);
  await recover(page, first!.toLowerCase().replaceAll("-", " "));
  await page.getByText("You have 9 left.").waitFor();
  await page.getByRole("button", { name: "Continue" }).or(page.getByRole("link", { name: "Continue" })).click();
  await setting(page, "Recovery codes").getByText("9 codes are left.").waitFor();
  await setting(page, "Recovery codes").getByRole("button", { name: "Make new codes" }).click();
  await check(page, "recovery-renew");
  await page.getByRole("dialog").getByRole("button", { name: "Make new codes" }).click();
  await page.getByRole("dialog").getByText("that your authenticator app shows").waitFor();
  await answer(page, app.code(), "Confirm");
  const anew = await keepCodes(page);
  await setting(page, "Recovery codes").getByText("10 codes are left.").waitFor();
  await check(page, "recovery-renewed");
  assert.ok(!anew.includes(second!));
  await again(page, user);
  await recover(page, second!);
  await page.getByText("This is none of your recovery codes").waitFor();
  await page.getByLabel("Recovery code").fill(anew[0]!);
  await page.keyboard.press("Enter");
  await page.getByText("You have 9 left.").waitFor();
});

async function recover(page: Page, code: string): Promise<void> {
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(code);
  await page.keyboard.press("Enter");
}
