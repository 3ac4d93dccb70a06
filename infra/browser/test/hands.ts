// What hands do on several pages.
import type { Page } from "playwright-core";
import { codeFor, password, type User } from "./service.js";

/** Types a name and a password, and sends them. */
export async function typeIn(page: Page, name: string, secret = password): Promise<void> {
  await page.getByLabel("Username or e-mail address").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Types the code of the newest mail. */
export async function typeCode(page: Page, user: Pick<User, "email">): Promise<void> {
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(await codeFor(user.email));
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Signs somebody in, with the code that staff and users with a second factor are asked for. */
export async function signIn(page: Page, user: User, { code = false } = {}): Promise<void> {
  await typeIn(page, user.username);
  if (code) await typeCode(page, user);
  await page.waitForURL((url) => /\/(account|console)$/.test(url.pathname));
}
