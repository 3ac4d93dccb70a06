// What hands do on the account page.
import { signIn } from "./hands.js";
import type { User } from "./service.js";
import type { Page, Visitor, Walk } from "./walk.js";

/** Opens a part of the account for somebody who signs in on the way. */
export async function open(w: Walk, user: User, part: string, title: string, { code = false, ...visitor }: Visitor & { code?: boolean } = {}): Promise<Page> {
  const page = await w.visit(`account#${part}`, visitor);
  await signIn(page, user, { code });
  await page.getByRole("heading", { name: title, level: 2 }).waitFor();
  return page;
}

export const setting = (page: Page, name: string) => page.getByRole("region", { name, exact: true }).or(page.getByRole("group", { name, exact: true }));

/** Presses a button of a setting. */
export async function press(page: Page, name: string, button: string): Promise<void> {
  await setting(page, name).getByRole("button", { name: button, exact: true }).click();
}

/** Types a code into the dialog that asks for it. */
export async function giveCode(page: Page, code: string, button = "Confirm"): Promise<void> {
  const dialog = page.getByRole("dialog", { name: /^Code/ });
  await dialog.getByLabel("Code", { exact: true }).fill(code);
  await dialog.getByRole("button", { name: button }).click();
}

/** The next change (or deletion) of the user is refused as it is fifteen minutes after the sign-in. Headers choose which. */
export async function grow(page: Page, when: (headers: Record<string, string>) => boolean = () => true, method = "PATCH"): Promise<void> {
  let stale = true;
  await page.route(/\/users\/me$/, (route) => {
    const request = route.request();
    if (!stale || request.method() !== method || !when(request.headers())) return route.fallback();
    stale = false;
    const refusal = { type: "about:blank", title: "Forbidden", status: 403, code: "reauthentication_required", detail: "Sign in again.", request_id: "x", message: "" };
    return route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify(refusal) });
  });
}

/** A number that no other test has. */
export const freshNumber = () => `+447700${String(Date.now() % 1e6).padStart(6, "0")}`;
