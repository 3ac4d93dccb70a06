// What staff see of the factors of users, and what they need of their own.
import assert from "node:assert/strict";
import { check } from "./check.js";
import { add, addAuthenticator, addPasskey, answer, PairedApp, giveFirst, keepCodes, mailedCode, nameIt, openSecurity, passkeys } from "./enrol.js";
import { typeCode, typeIn } from "./hands.js";
import { newStaff, newUser, type User } from "./service.js";
import { walk, type Page, type Walk } from "./walk.js";

const card = (page: Page) => page.locator("section.card", { has: page.getByRole("heading", { name: "Second factors" }) });

async function console(w: Walk, place: string, staff: User): Promise<Page> {
  const page = await w.visit(`console#${place}`);
  await typeIn(page, staff.username);
  await typeCode(page, staff);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
}

walk("an admin sees which factors a user has, and no secret of them", async (w) => {
  const user = await newUser();
  const own = await openSecurity(w, user);
  await passkeys(own);
  const app = await addAuthenticator(own);
  await keepCodes(own);
  await own.locator(".factors .done:not(:empty)").waitFor();
  await addPasskey(own, "My laptop");
  await answer(own, app.code(), "Confirm");
  await own.getByText("My laptop is added").waitFor();
  const page = await console(w, `users/${user.id}`, await newStaff("admin"));
  await card(page).getByRole("row").nth(2).waitFor();
  const rows = await card(page).getByRole("row").allInnerTexts();
  assert.match(rows[1]!, /Passkey\s+My laptop/);
  assert.match(rows[2]!, /Authenticator app\s+My phone/);
  await card(page).getByText("10 recovery codes are left.").waitFor();
  assert.ok(!(await page.content()).includes(app.secret));
  await check(page, "console-factors");
});

walk("a user without a factor is shown as one", async (w) => {
  const user = await newUser();
  const page = await console(w, `users/${user.id}`, await newStaff("admin"));
  await card(page).getByText("The user has no second factor.").waitFor();
});

walk("staff whose factor is too weak are led to add one, and go on to the console", async (w) => {
  const staff = await newStaff("support");
  const page = await w.visit("console");
  // As a deployment refuses that asks for a stronger factor than codes by mail.
  let weak = true;
  await page.route(/\/api\/v1\/|\/users\/me$/, (route) => {
    if (!weak) return route.fallback();
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(refusal) });
  });
  await typeIn(page, staff.username);
  await typeCode(page, staff);
  await page.getByText("Before you go on, add the second factor").waitFor();
  await check(page, "factors-lacking");
  await add(page, "Authenticator app");
  await nameIt(page, "My phone");
  await mailedCode(page, staff);
  const app = new PairedApp((await page.locator(".secret-text").innerText()).replace(/\s/g, ""));
  await giveFirst(page, app.code());
  weak = false;
  await keepCodes(page);
  await page.getByRole("heading", { name: "Users", level: 1 }).waitFor();
});

const refusal = { type: "about:blank", title: "Forbidden", status: 403, code: "factor_required", detail: "Staff need a stronger second factor here.", request_id: "x", message: "" };
