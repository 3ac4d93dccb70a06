// Passkeys: in the place of a name and a password, and as the second factor.
import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { check } from "./check.js";
import { addApp, Authenticator, refusal, shown } from "./factors.js";
import { typeIn } from "./hands.js";
import { api, mails, newUser, type User } from "./service.js";
import { walk, type Page, type Visitor, type Walk } from "./walk.js";

const button = (page: Page) => page.getByRole("button", { name: "Sign in with a passkey" });

/** How often the page asked for something. */
function counted(page: Page, path: string): () => number {
  let n = 0;
  page.on("request", (r) => r.url() === api + path && r.method() === "POST" && n++);
  return () => n;
}

// A visitor whose browser has a passkey of a user.
async function withPasskey(w: Walk, visitor?: Visitor): Promise<{ page: Page; user: User; own: Authenticator; token: string }> {
  const user = await newUser();
  const page = await w.visit("register", visitor);
  const own = await Authenticator.of(page);
  return { page, user, own, ...(await own.add(user)) };
}

// A browser that does not fill in passkeys. One that does may sign in as soon as the user touches their
// authenticator, before they came to the button.
const fillsNone = (page: Page) =>
  page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });

const isSignedIn = async (page: Page, user: User) => {
  await page.waitForURL(/\/app\/account$/);
  await page.getByText(user.email).first().waitFor();
};

walk("a passkey signs in without a name or a password, by a button", async (w) => {
  const { page, user, own } = await withPasskey(w);
  await page.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      document.documentElement.dataset["asked"] = options?.mediation ?? "";
      return get(options);
    };
  });
  await page.goto(`${api}/app/sign-in`);
  await page.locator('[data-asked="conditional"]').waitFor(); // the button interrupts what fills in
  await check(page, "sign-in-passkey");
  await own.touch();
  await button(page).click();
  await isSignedIn(page, user);
});

walk("a passkey signs in where the browser fills in names", async (w) => {
  const { page, user, own } = await withPasskey(w);
  const [begun, sent] = [counted(page, "/passkeys/begin"), counted(page, "/passkeys/sign-in")];
  await own.touch();
  await page.goto(`${api}/app/sign-in`);
  await isSignedIn(page, user);
  assert.deepEqual([begun(), sent()], [1, 1]);
});

walk("who has no passkey here is told so, and signs in with the password", async (w) => {
  const user = await newUser();
  const page = await w.visit("register");
  const own = await Authenticator.of(page);
  await own.touch();
  await page.goto(`${api}/app/sign-in`);
  await button(page).click();
  await page.getByText("No passkey was used.").waitFor();
  await check(page, "sign-in-passkey-none");
  await typeIn(page, user.username);
  await isSignedIn(page, user);
});

walk("a passkey that the service does not know is refused", async (w) => {
  const page = await w.visit("register");
  const own = await Authenticator.of(page);
  const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "der" }).toString("base64");
  const credential = { credentialId: randomBytes(16).toString("base64"), isResidentCredential: true, rpId: "localhost", privateKey: key, userHandle: randomBytes(32).toString("base64"), signCount: 0 };
  await own.browser.send("WebAuthn.addCredential", { authenticatorId: own.authenticatorId, credential });
  await fillsNone(page);
  await page.goto(`${api}/app/sign-in`);
  await button(page).waitFor();
  await own.touch();
  await button(page).click();
  await page.getByText("This passkey was not accepted.").waitFor();
  await check(page, "sign-in-passkey-refused");
});

walk("a challenge that has expired is begun anew, and nobody is told", async (w) => {
  const { page, user, own } = await withPasskey(w);
  const [begun, sent] = [counted(page, "/passkeys/begin"), counted(page, "/passkeys/sign-in")];
  let first = true;
  await page.route("**/passkeys/sign-in", (route) => {
    if (!first) return route.fallback();
    first = false;
    return route.fulfill(refusal(410, "challenge_closed"));
  });
  await own.touch();
  await page.goto(`${api}/app/sign-in`);
  await isSignedIn(page, user);
  assert.deepEqual([begun(), sent()], [2, 2]);
});

walk("a page that is left open has a challenge that is good", async (w) => {
  const page = await w.visit("register", { clock: true });
  await Authenticator.of(page);
  const begun = counted(page, "/passkeys/begin");
  await Promise.all([page.waitForResponse("**/passkeys/begin"), page.goto(`${api}/app/sign-in`)]);
  await button(page).waitFor();
  const again = page.waitForRequest("**/passkeys/begin");
  await page.clock.fastForward("09:05");
  await again;
  assert.equal(begun(), 2);
});

walk("where the service or the browser has no passkeys, no page speaks of them", async (w) => {
  const page = await w.visit("register");
  const begun = counted(page, "/passkeys/begin");
  await page.route("**/app/sign-in", async (route) => {
    const answer = await route.fetch();
    return route.fulfill({ response: answer, body: (await answer.text()).replace("&#34;passkeys&#34;:true", "&#34;passkeys&#34;:false") });
  });
  await page.goto(`${api}/app/sign-in`);
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  assert.equal(await button(page).count(), 0);
  await page.unroute("**/app/sign-in");
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "PublicKeyCredential"));
  await page.goto(`${api}/app/sign-in`);
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  assert.equal(await button(page).count(), 0);
  assert.equal(begun(), 0);
});

walk("a passkey is the second factor, and a cancelled one can be tried again", async (w) => {
  const { page, user, own } = await withPasskey(w);
  await page.goto(`${api}/app/sign-in`);
  await button(page).waitFor();
  await typeIn(page, user.username);
  await page.getByRole("heading", { name: "Use your passkey" }).waitFor();
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).innerText), "Use a passkey", "the focus waits on the button");
  await check(page, "two-factor-passkey");
  await page.reload();
  const restore = await own.empty();
  await own.touch();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByText("No passkey was used.").waitFor();
  await check(page, "two-factor-passkey-none");
  assert.equal(await page.getByRole("button", { name: "Use another way" }).count(), 0, "there is no other");
  await restore();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await isSignedIn(page, user);
});

walk("who is at a browser without their passkey goes another way", async (w) => {
  const user = await newUser();
  const { secret, token } = await addApp(user);
  const first = await w.visit("register");
  await (await Authenticator.of(first)).add(user, { token, code: shown(secret) });
  const page = await w.visit("sign-in");
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "PublicKeyCredential"));
  await page.reload();
  const before = (await mails(user.email)).length;
  await typeIn(page, user.username);
  await page.getByText("This browser cannot use passkeys.").waitFor();
  await check(page, "two-factor-passkey-cannot");
  await page.getByRole("button", { name: "Code of an authenticator app" }).click();
  await page.getByLabel("Code", { exact: true }).fill(shown(secret, 1));
  await page.keyboard.press("Enter");
  await isSignedIn(page, user);
  assert.equal((await mails(user.email)).length, before);
});

walk("a passkey proves the deletion of the account, in place", async (w) => {
  const { page, user, own, token } = await withPasskey(w);
  await own.touch();
  await page.goto(`${api}/app/sign-in`);
  await isSignedIn(page, user);
  await own.touch(false);
  await page.goto(`${api}/app/account#data`);
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByLabel(/Type your username/).fill(user.username);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete the account" });
  await dialog.waitFor();
  await check(page, "account-delete-passkey");
  await own.touch();
  await dialog.getByRole("button", { name: "Delete with a passkey" }).click();
  await page.getByRole("heading", { name: "Your account is deleted" }).waitFor();
  const after = await fetch(`${api}/users/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(after.status, 401, "the account is gone");
});

walk("the keyboard alone signs in with a passkey", async (w) => {
  const { page, user, own } = await withPasskey(w);
  await fillsNone(page);
  await page.goto(`${api}/app/sign-in`);
  await button(page).waitFor();
  await own.touch();
  for (let stops = 0; stops < 20 && (await page.evaluate(() => (document.activeElement as HTMLElement).innerText)) !== "Sign in with a passkey"; stops++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await isSignedIn(page, user);
});
