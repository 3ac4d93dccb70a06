// Password managers and phones fill fields and save what was typed by these names.
import assert from "node:assert/strict";
import { newUser } from "./service.js";
import { typeIn } from "./hands.js";
import { walk, type Page } from "./walk.js";

type Fields = Record<string, string>;

// The fields that are shown, by their names.
function fields(page: Page): Promise<Fields> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLInputElement>("main input:not([type=checkbox]), main textarea")];
    return Object.fromEntries(all.filter((field) => field.checkVisibility()).map((field) => [field.name, field.autocomplete]));
  });
}

const table: Record<string, Fields> = {
  "sign-in": { username: "username webauthn", password: "current-password" },
  register: { email: "email", username: "username", password: "new-password", phone_number: "tel" },
  "confirm#username=mary&code=123456": { username: "username", password: "current-password" },
  forgot: { email: "email" },
  reset: { token: "off", new_password: "new-password" },
  "reset#code": { username: "username", reset_code: "off", new_password: "new-password" },
};

for (const [address, wanted] of Object.entries(table)) {
  walk(`the fields of ${address.replace(/=[^&]*/g, "")} can be filled by a password manager`, async (w) => {
    const page = await w.visit(address);
    await page.locator("main form").first().waitFor();
    assert.deepEqual(await fields(page), wanted);
  });
}

walk("the box for a code can be filled by a phone, and takes digits", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await w.visit("sign-in");
  await typeIn(page, user.username);
  const box = page.getByLabel("Code", { exact: true });
  await box.waitFor();
  assert.deepEqual(await fields(page), { code: "one-time-code" });
  assert.equal(await box.getAttribute("inputmode"), "numeric");
});
