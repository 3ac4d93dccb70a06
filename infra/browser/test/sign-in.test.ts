import assert from "node:assert/strict";
import { check } from "./check.js";
import { signIn, typeCode, typeIn } from "./hands.js";
import { call, codeFor, fresh, mails, newUser, password } from "./service.js";
import { walk } from "./walk.js";

walk("sign-in tells what is missing, and what was wrong, in each field and above them", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  await check(page, "sign-in");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Fill in this field.").first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("name")), "username", "the focus is in the first field that is wrong");
  await check(page, "sign-in-empty");
  await typeIn(page, user.username, "not the password at all");
  await page.getByRole("alert").waitFor();
  await check(page, "sign-in-wrong");
});

walk("a user without a second factor signs in with the password alone", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  await signIn(page, user);
});

walk("a user with a second factor is asked for the mailed code", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await w.visit("sign-in");
  await typeIn(page, user.username);
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  await check(page, "two-factor");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText(/not right|wrong|invalid/i).first().waitFor();
  await check(page, "two-factor-wrong");
  await page.reload();
  await typeCode(page, user);
  await page.waitForURL(/\/app\/account$/);
});

walk("an address that is not confirmed is asked for at sign-in, with the code that is under way", async (w) => {
  const username = fresh();
  const email = `${username}@example.com`;
  assert.equal((await call("POST", "/users/register", { username, email, password })).status, 201);
  const page = await w.visit("sign-in");
  await typeIn(page, username);
  await page.getByRole("heading", { name: "Confirm your address" }).waitFor();
  assert.equal((await mails(email)).length, 1);
  await page.getByLabel("Code", { exact: true }).fill(await codeFor(email));
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await page.getByText("Your e-mail address is confirmed.").waitFor();
});

walk("a browser that keeps nothing signs in, too", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await w.visit("sign-in");
  await page.addInitScript(() => {
    for (const name of ["sessionStorage", "localStorage"]) {
      Object.defineProperty(globalThis, name, { get: () => { throw new DOMException("refused", "SecurityError"); } });
    }
  });
  await page.reload();
  await signIn(page, user, { code: true });
});
