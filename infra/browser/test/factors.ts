// What users have beside their password: an authenticator app, recovery codes, and passkeys in a browser.
import { createHmac } from "node:crypto";
import type { CDPSession } from "playwright-core";
import { codeFor, done, tokenOf, type User } from "./service.js";
import type { Page } from "./walk.js";

interface Enrolment {
  result: "done" | "challenge";
  challenge?: { id: string; method: string };
  factor: { id: string };
  totp?: { secret: string };
  passkey?: { public_key: object };
}

export interface App {
  secret: string;
  recoveryCodes: string[];
  /** The session that added it. */
  token: string;
}

/** The six digits that an app shows, now or some steps of half a minute later (RFC 6238). */
export function shown(secret: string, later = 0): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const sum = createHmac("sha1", base32(secret)).update(counter).digest();
  const at = sum[sum.length - 1]! & 15;
  return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function base32(text: string): Buffer {
  const bits = [...text].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** Adds an authenticator app, with the mailed code of who has one as their factor. It is confirmed with the code before, so that the one of now can be used. */
export async function addApp(user: User): Promise<App> {
  const token = await tokenOf(user);
  const { factor, totp } = await enrol(user, token, { type: "totp", name: "My phone" });
  const { recovery_codes } = await done<{ recovery_codes: string[] }>("POST", `/users/me/factors/${factor.id}/confirm`, { code: shown(totp!.secret, -1) }, token);
  return { secret: totp!.secret, recoveryCodes: recovery_codes, token };
}

// The code is that of the factor that the user has already.
async function enrol(user: User, token: string, wanted: { type: string; name: string }, code?: string): Promise<Enrolment> {
  const first = await done<Enrolment>("POST", "/users/me/factors", wanted, token);
  if (first.result === "done") return first;
  const proof = { "challenge-id": first.challenge!.id, "challenge-code": code ?? (await codeFor(user.email)) };
  return done<Enrolment>("POST", "/users/me/factors", wanted, token, proof);
}

/** The authenticator of a browser: it has the passkeys that are made there. */
export class Authenticator {
  private constructor(
    readonly page: Page,
    readonly browser: CDPSession,
    readonly authenticatorId: string,
  ) {}

  /** Gives a browser one, whose user touches it only when they are told to. */
  static async of(page: Page): Promise<Authenticator> {
    const browser = await page.context().newCDPSession(page);
    await browser.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: false } as const;
    const { authenticatorId } = await browser.send("WebAuthn.addVirtualAuthenticator", { options });
    return new Authenticator(page, browser, authenticatorId);
  }

  /** Whether the user touches it as soon as it asks. */
  async touch(enabled = true): Promise<void> {
    await this.browser.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: this.authenticatorId, enabled });
  }

  /** Takes all passkeys off it, and gives what puts them back. */
  async empty(): Promise<() => Promise<void>> {
    const { authenticatorId } = this;
    const { credentials } = await this.browser.send("WebAuthn.getCredentials", { authenticatorId });
    await this.browser.send("WebAuthn.clearCredentials", { authenticatorId });
    return async () => {
      for (const credential of credentials) await this.browser.send("WebAuthn.addCredential", { authenticatorId, credential });
    };
  }

  /**
   * Makes a passkey for a user, on the page that is open, which has to be one of the service. Who has an
   * app proves it with the app's code.
   */
  async add(user: User, by?: { token: string; code: string }): Promise<{ token: string; recoveryCodes: string[] | null }> {
    const token = by?.token ?? (await tokenOf(user));
    const { factor, passkey } = await enrol(user, token, { type: "passkey", name: "This browser" }, by?.code);
    await this.touch();
    const credential = await this.page.evaluate(async (options) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
      return ((await navigator.credentials.create({ publicKey })) as PublicKeyCredential).toJSON() as unknown;
    }, passkey!.public_key);
    await this.touch(false);
    const { recovery_codes } = await done<{ recovery_codes: string[] | null }>("POST", `/users/me/factors/${factor.id}/confirm`, { credential }, token);
    return { token, recoveryCodes: recovery_codes };
  }
}

/** Signs in with a recovery code without a browser, and says how many are left. */
export async function spend(user: User, code: string, secret: string): Promise<number> {
  const { challenge } = await done<{ challenge: { id: string } }>("POST", "/users/login", { username: user.username, password: secret });
  return (await done<{ recovery_codes_left: number }>("POST", "/2fa", { challenge_id: challenge.id, code })).recovery_codes_left;
}

/** The refusal of the service as a page gets it. */
export const refusal = (status: number, code: string) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: "about:blank", title: "Refused", status, code, detail: code, request_id: "x", message: code }),
});
