// Factors on the account page: added by a picture, by hand and by the browser, named, and removed.
import assert from "node:assert/strict";
import { setting } from "./account.js";
import { check } from "./check.js";
import { add, addAuthenticator, addPasskey, again, answer, PairedApp, giveFirst, keepCodes, mailedCode, nameIt, openSecurity, passkeys, scanned } from "./enrol.js";
import { call, newUser } from "./service.js";
import { walk, type Page } from "./walk.js";

const done = (page: Page) => page.locator(".factors .done:not(:empty)");

interface Factors {
  factors: { type: string; name: string | null }[];
}

/** What the service has, asked by a session of the page. */
async function held(page: Page): Promise<string[]> {
  const token = await page.evaluate(() => (JSON.parse(sessionStorage["latchkey.session"] as string) as { token: string }).token);
  const { body } = await call<Factors>("GET", "/users/me/factors", undefined, token);
  return body.factors.map((factor) => `${factor.type} ${factor.name}`);
}

walk("an authenticator is paired by its picture, and its codes sign in from then on", async (w) => {
  const user = await newUser();
  const page = await openSecurity(w, user);
  await check(page, "factors-none");
  await add(page, "Authenticator app");
  await check(page, "factors-totp-name");
  await nameIt(page, "My phone");
  await page.locator(".qr").waitFor();
  const uri = new URL(await scanned(page));
  assert.equal(uri.protocol, "otpauth:");
  const secret = uri.searchParams.get("secret")!;
  assert.equal((await page.locator(".secret-text").innerText()).replace(/\s/g, ""), secret, "the text says the same as the picture");
  assert.match(await page.locator(".secret-text").innerText(), /^(\w{4}\s)+\w{1,4}$/, "in groups of four");
  await check(page, "factors-totp-pair");
  const app = new PairedApp(secret);
  await giveFirst(page, app.code());
  assert.equal((await keepCodes(page)).length, 10);
  await done(page).getByText("My phone is added").waitFor();
  await check(page, "factors-totp-added");
  assert.deepEqual(await held(page), ["totp My phone"]);
  await again(page, user);
  await answer(page, app.code(), "Continue");
  await page.getByRole("heading", { name: "Your account" }).waitFor();
});

walk("a wrong code of the app is told at its field, and an enrolment that has ended begins again", async (w) => {
  const page = await openSecurity(w, await newUser(), { clock: true });
  await add(page, "Authenticator app");
  await nameIt(page, "My phone");
  await giveFirst(page, "12345");
  await page.getByText("This is not the code that the app should show now.").waitFor();
  await giveFirst(page, "000000");
  await page.locator("form:not([aria-busy]) .error:not(:empty)").waitFor();
  await check(page, "factors-totp-wrong");
  await page.clock.fastForward("10:05");
  await page.getByText("The time for this is up").waitFor();
  await check(page, "factors-totp-over");
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel("Name").inputValue(), "My phone", "the name is still there");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.deepEqual(await held(page), []);
});

walk("more than three enrolments are not begun at a time", async (w) => {
  const page = await openSecurity(w, await newUser());
  for (let begun = 1; begun <= 3; begun++) {
    await add(page, "Authenticator app");
    await nameIt(page, `Number ${begun}`);
    await page.locator(".qr").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await add(page, "Authenticator app");
  await nameIt(page, "One too many");
  await page.getByRole("dialog").getByRole("alert").waitFor();
  assert.equal(await page.locator(".qr").count(), 0);
  await check(page, "factors-too-many");
});

walk("too many wrong codes make the user wait, with the time until the next try", async (w) => {
  const page = await openSecurity(w, await newUser());
  await add(page, "Authenticator app");
  await nameIt(page, "My phone");
  const waits = page.getByRole("dialog").getByText("You can try again in");
  for (let tries = 0; tries < 25 && !(await waits.count()); tries++) {
    await giveFirst(page, String(tries).padStart(6, "0"));
    await page.locator("dialog form:not([aria-busy])").waitFor();
    await page.locator("dialog .error:not(:empty)").or(page.locator("dialog .alert")).first().waitFor();
  }
  await waits.waitFor();
  await check(page, "factors-totp-limit");
});

walk("passkeys are named after the device, a second one is another's, and the strongest proves a removal", async (w) => {
  const user = await newUser();
  const page = await openSecurity(w, user, { userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36" });
  const first = await passkeys(page);
  await add(page, "Passkey");
  assert.equal(await page.getByRole("dialog").getByLabel("Name").inputValue(), "Chrome on Linux");
  await check(page, "factors-passkey-name");
  await page.keyboard.press("Enter");
  await keepCodes(page);
  await done(page).getByText("Chrome on Linux is added").waitFor();
  assert.equal(await first.count(), 1);
  await first.answers(false); // or it signs in by itself
  await again(page, user);
  await page.getByRole("button", { name: "Use a passkey" }).waitFor();
  await first.answers(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await page.getByRole("link", { name: "Security" }).click();
  await setting(page, "Chrome on Linux").waitFor();
  // The authenticator that has one says so.
  await addPasskey(page, "Security key");
  await provesWithPasskey(page);
  await page.getByText("There is a passkey for your account on this device already.").waitFor();
  await check(page, "factors-passkey-known");
  await first.answers(false);
  const key = await passkeys(page, { transport: "usb" });
  await page.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
  await done(page).getByText("Security key is added").waitFor();
  await check(page, "factors-passkeys");
  await removes(page, "Chrome on Linux");
  await page.getByText("This factor was added in the last 72 hours.").waitFor(); // it was the key that answered
  await check(page, "factors-too-new");
  await key.answers(false);
  await first.answers(true);
  await removes(page, "Chrome on Linux");
  await done(page).getByText("Chrome on Linux is removed").waitFor();
  assert.deepEqual(await held(page), ["passkey Security key"]);
  await setting(page, "Security key").getByRole("button", { name: "Remove" }).click();
  await page.getByText("The password alone signs you in then").waitFor();
  await check(page, "factors-remove-last");
});

// Removes a passkey, where another is left.
async function removes(page: Page, name: string): Promise<void> {
  await setting(page, name).getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByText("Security key").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await provesWithPasskey(page);
}

// The dialog that asks for the strongest factor asks for the passkey.
async function provesWithPasskey(page: Page): Promise<void> {
  const asked = page.getByRole("dialog").last();
  await asked.getByRole("button", { name: /passkey/i }).first().click();
}

walk("a passkey that the user does not want, or that the device cannot make, adds nothing", async (w) => {
  const page = await openSecurity(w, await newUser());
  const weak = await passkeys(page, { uv: false });
  await addPasskey(page);
  await page.getByRole("dialog").getByRole("alert").waitFor();
  await check(page, "factors-passkey-refused");
  await weak.remove();
  await passkeys(page);
  await page.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
  await keepCodes(page);
  assert.equal((await held(page)).length, 1, "the second try is the one that counts");
});

walk("codes by mail come beside an authenticator, and what is left is said before one is removed", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await openSecurity(w, user, { code: true });
  await add(page, "Authenticator app");
  await nameIt(page, "My phone");
  await mailedCode(page, user);
  const app = new PairedApp((await page.locator(".secret-text").innerText()).replace(/\s/g, ""));
  await giveFirst(page, app.code());
  const codes = await keepCodes(page);
  await done(page).waitFor();
  await page.getByText("it can change older factors from").first().waitFor();
  await check(page, "factors-two");
  await setting(page, "My phone").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByText("Codes by e-mail").waitFor();
  await check(page, "factors-remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await usesRecovery(page, codes[0]!);
  await done(page).getByText("My phone is removed").waitFor();
  assert.deepEqual(await held(page), ["email null"]);
});

async function usesRecovery(page: Page, code: string): Promise<void> {
  const dialog = page.getByRole("dialog").last();
  const direct = dialog.getByRole("button", { name: "Use a recovery code" });
  await direct.or(dialog.getByRole("button", { name: "Choose another way" })).first().click();
  if (await dialog.getByRole("button", { name: "Recovery code" }).count()) await dialog.getByRole("button", { name: "Recovery code" }).click();
  await dialog.getByLabel("Recovery code").fill(code);
  await dialog.getByRole("button", { name: "Confirm" }).click();
}

walk("a factor that was removed elsewhere is gone from the list", async (w) => {
  const page = await openSecurity(w, await newUser());
  await addAuthenticator(page);
  await keepCodes(page);
  await done(page).waitFor();
  await page.route(/\/users\/me\/factors\/[^/]+$/, (route) => (route.request().method() === "DELETE" ? route.fulfill({ status: 404, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "Not Found", status: 404, code: "factor_not_found", detail: "There is no such factor.", request_id: "x", message: "" }) }) : route.fallback()));
  await setting(page, "My phone").getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("This factor is gone").waitFor();
});
