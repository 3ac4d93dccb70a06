// The two walks of staged enrolment: who is asked for a mailed code, and when.
import assert from "node:assert/strict";
import { after } from "node:test";
import { signIn, typeCode, typeIn } from "./hands.js";
import { call, codeFor, done, fresh, mails, newUser, password, setFlag, tokenOf, until, type User } from "./service.js";
import { walk, type Page } from "./walk.js";

const enrol = "enrol_new_users_in_email_otp";
const ask = "email_based_mfa";

// Other users tell when a flag has taken effect, so that the walks do not depend on how soon it does.
const enrolled = async ({ username }: User) => {
  const token = await tokenOf({ username, email: `${username}@example.com` });
  return !!(await done<{ email_otp_required_after: string | null }>("GET", "/users/me", undefined, token)).email_otp_required_after;
};

async function enrolling(): Promise<void> {
  await setFlag(enrol, true);
  await until("new users are enrolled", async () => enrolled(await newUser()));
}

async function asking(user: User, wanted: boolean): Promise<void> {
  await setFlag(ask, wanted);
  const asked = async () => (await call("POST", "/users/login", { username: user.username, password })).status === 202;
  await until(`sign-ins ${wanted ? "" : "no longer "}ask for a code`, async () => (await asked()) === wanted);
}

let probe: User | undefined;
after(async () => {
  await setFlag(enrol, false);
  if (probe) await asking(probe, false);
});

// Registers in the browser, as the flags hold at that moment.
async function newcomer(page: Page): Promise<User> {
  const username = fresh();
  const user = { id: 0, username, email: `${username}@example.com` };
  await page.getByLabel("E-mail address", { exact: true }).fill(user.email);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByLabel("Code", { exact: true }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await codeFor(user.email));
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await page.getByText("Your e-mail address is confirmed.").waitFor();
  return user;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

const codesTo = async (user: User) => (await mails(user.email)).filter((m) => /^\d{6}/.test(m.text)).length;

walk("with the flag for enrolment alone, no sign-in asks for a code", async (w) => {
  await enrolling();
  const page = await w.visit("register");
  const user = await newcomer(page);
  await signIn(page, user);
  await signOut(page);
  await signIn(page, user);
  await signOut(page);
  await signIn(page, user);
  assert.equal(await codesTo(user), 1, "only that of the confirmation");
  assert.ok(await enrolled(user));
});

walk("with both flags, the first sign-in is free and the second asks for the mailed code", async (w) => {
  await enrolling();
  probe = await newUser();
  await tokenOf(probe);
  await asking(probe, true);
  const page = await w.visit("register");
  const user = await newcomer(page);
  await signIn(page, user);
  assert.equal(await codesTo(user), 1, "only that of the confirmation");
  await signOut(page);
  await typeIn(page, user.username);
  await typeCode(page, user);
  await page.waitForURL(/\/app\/account$/);
  assert.equal(await codesTo(user), 2);
  await signOut(page);
  await typeIn(page, user.username);
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  await asking(probe, false);
  await typeCode(page, user); // a code that was sent works after the flag goes off
  await page.waitForURL(/\/app\/account$/);
});
