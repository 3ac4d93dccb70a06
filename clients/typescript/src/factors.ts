import type { Ask } from "./challenge.js";
import type { CallOptions, Latchkey } from "./client.js";
import { makePasskey, type Attestation } from "./passkey.js";
import { isProblem, type Problem } from "./problem.js";
import type { AuthenticatorSecret, ConfirmedFactor, FactorList } from "./types.js";

/** Shows a new secret, such as its uri as a QR code, and asks for the first code of the authenticator. Null gives up. */
export type Show = (secret: AuthenticatorSecret, problem: Problem | undefined) => string | null | Promise<string | null>;

type Headers = { "Challenge-Id"?: string; "Challenge-Code"?: string };
type Proven = <R extends { status: number; body: unknown }>(ask: Ask, options: CallOptions, send: (headers: Headers) => Promise<R>) => Promise<R>;

const me = { id: "me" };

/** The second factors of the user. If they have one already, `ask` is asked for it before anything changes. */
export class Factors {
  readonly #client: Latchkey;
  readonly #proven: Proven;

  constructor(client: Latchkey, proven: Proven) {
    this.#client = client;
    this.#proven = proven;
  }

  /** The factors, the strongest first, and how many recovery codes are left. Admins read those of others. */
  async list(id: number | "me" = "me", options: CallOptions = {}): Promise<FactorList> {
    return (await this.#client.call("GET", "/users/{id}/factors", { path: { id: String(id) }, ...options })).body;
  }

  /** Adds an authenticator. With the first factor come recovery codes, to be shown once. Null if `show` gave up. */
  async addAuthenticator(name: string, show: Show, ask: Ask, options: CallOptions = {}): Promise<ConfirmedFactor | null> {
    const { factor, totp } = await this.#add("totp", name, ask, options);
    for (let problem: Problem | undefined; ; ) {
      const code = await show(totp!, problem);
      if (code === null) return null;
      try {
        return await this.#confirm(factor!.id, { code: code.replace(/\s/g, "") }, options);
      } catch (error) {
        if (!isProblem(error, "invalid_code", "invalid_fields")) throw error;
        problem = error;
      }
    }
  }

  /** Adds a passkey, which the browser asks the user for. With the first factor come recovery codes, to be shown once. */
  async addPasskey(name: string, ask: Ask, options: CallOptions = {}): Promise<ConfirmedFactor> {
    const { factor, passkey } = await this.#add("passkey", name, ask, options);
    const credential = await makePasskey(passkey!.public_key, options);
    return this.#confirm(factor!.id, { credential }, options);
  }

  async remove(factor: string, ask: Ask, options: CallOptions = {}): Promise<void> {
    const path = { ...me, factor_id: factor };
    await this.#proven(ask, options, (headers) => this.#client.call("DELETE", "/users/{id}/factors/{factor_id}", { path, headers, ...options }));
  }

  /** Makes ten new recovery codes, to be shown once. Those before are no longer valid. */
  async renewRecoveryCodes(ask: Ask, options: CallOptions = {}): Promise<string[]> {
    const send = (headers: Headers) => this.#client.call("POST", "/users/{id}/recovery-codes", { path: me, headers, ...options });
    return (await this.#proven(ask, options, send)).body.recovery_codes!;
  }

  async #add(type: "totp" | "passkey", name: string, ask: Ask, options: CallOptions) {
    const send = (headers: Headers) => this.#client.call("POST", "/users/{id}/factors", { path: me, body: { type, name }, headers, ...options });
    return (await this.#proven(ask, options, send)).body;
  }

  async #confirm(factor: string, body: { code: string } | { credential: Attestation }, options: CallOptions): Promise<ConfirmedFactor> {
    const path = { ...me, factor_id: factor };
    return (await this.#client.call("POST", "/users/{id}/factors/{factor_id}/confirm", { path, body, ...options })).body;
  }
}
