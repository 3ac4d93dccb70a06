// What hands do to add factors on the account page: an authenticator app, a passkey of the browser, and the codes to keep.
import jsqr from "jsqr";
import { setting } from "./account.js";
import { shown } from "./factors.js";
import { signIn, typeIn } from "./hands.js";
import { codeFor, type User } from "./service.js";
import type { Page, Visitor, Walk } from "./walk.js";

const step = 30_000; // milliseconds

/** An app that shows codes (RFC 6238). It gives none twice: where a code was just taken, the next one is. */
export class PairedApp {
  #last = 0;

  constructor(readonly secret: string) {}

  code(): string {
    this.#last = Math.max(this.#last + 1, Math.floor(Date.now() / step) - 1);
    return shown(this.secret, this.#last - Math.floor(Date.now() / step));
  }
}

/** Opens the security part for somebody who signs in on the way. */
export async function openSecurity(w: Walk, user: User, { code = false, ...visitor }: Visitor & { code?: boolean } = {}): Promise<Page> {
  const page = await w.visit("account#security", visitor);
  await signIn(page, user, { code });
  await page.locator(".factors .card").first().waitFor();
  return page;
}

/** Presses the button that adds a kind of factor, of which the user has none. */
export async function add(page: Page, kind: string, button = "Add"): Promise<void> {
  await setting(page, kind).last().getByRole("button", { name: button, exact: true }).click();
}

/** What a camera reads in the picture of the page. */
export async function scanned(page: Page): Promise<string> {
  const picture = (await page.locator(".qr").screenshot()).toString("base64");
  const blank = await page.context().newPage();
  const { data, width, height } = await blank.evaluate(async (from) => {
    const image = new Image();
    image.src = `data:image/png;base64,${from}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const drawn = canvas.getContext("2d")!;
    drawn.drawImage(image, 0, 0);
    return { data: [...drawn.getImageData(0, 0, image.width, image.height).data], width: image.width, height: image.height };
  }, picture);
  await blank.close();
  return jsqr.default(new Uint8ClampedArray(data), width, height)?.data ?? "";
}

/** Adds an authenticator by its secret, as it stands on the page, and leaves the codes open. */
export async function addAuthenticator(page: Page, name = "My phone"): Promise<PairedApp> {
  await add(page, "Authenticator app");
  await nameIt(page, name);
  const app = new PairedApp((await page.locator(".secret-text").innerText()).replace(/\s/g, ""));
  await giveFirst(page, app.code());
  return app;
}

export async function nameIt(page: Page, name: string): Promise<void> {
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.keyboard.press("Enter");
}

/** Types the first code of a new authenticator. */
export async function giveFirst(page: Page, code: string): Promise<void> {
  await page.getByRole("dialog").getByLabel("Code of the app").fill(code);
  await page.keyboard.press("Enter");
}

/** Reads the recovery codes, and says that they are kept. */
export async function keepCodes(page: Page): Promise<string[]> {
  const dialog = page.getByRole("dialog", { name: "Recovery codes" });
  await dialog.waitFor();
  await dialog.getByRole("listitem").nth(9).waitFor();
  const codes = await dialog.getByRole("listitem").allInnerTexts();
  await dialog.getByLabel("I have kept them").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "detached" });
  return codes;
}

/** An authenticator that the browser has. */
export interface Passkeys {
  /** Whether the user touches it when it is asked. */
  answers: (does: boolean) => Promise<void>;
  remove: () => Promise<void>;
  count: () => Promise<number>;
}

/** Gives the browser an authenticator: by default that of its device, with a fingerprint that is right or (uv) never is. */
export async function passkeys(page: Page, { uv: verifies = true, transport = "internal" }: { uv?: boolean; transport?: "internal" | "usb" } = {}): Promise<Passkeys> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  const { authenticatorId } = await browser.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: verifies, automaticPresenceSimulation: true },
  });
  return {
    answers: async (enabled) => void (await browser.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled })),
    remove: async () => void (await browser.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId })),
    count: async () => (await browser.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length,
  };
}

/** Adds a passkey, by the name that the page proposes or another. */
export async function addPasskey(page: Page, name?: string): Promise<void> {
  await add(page, "Passkey");
  if (name !== undefined) await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
}

/** Answers the question of a sign-in or a change with a code. */
export async function answer(page: Page, code: string, button: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: button, exact: true }).click();
}

/** Signs out, and types name and password again. */
export async function again(page: Page, user: User): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await typeIn(page, user.username);
}

/** The code of the newest mail, given to the dialog that asks for it. */
export async function mailedCode(page: Page, user: User): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Code", { exact: true }).waitFor();
  await dialog.getByLabel("Code", { exact: true }).fill(await codeFor(user.email));
  await dialog.getByRole("button", { name: "Confirm" }).click();
}
