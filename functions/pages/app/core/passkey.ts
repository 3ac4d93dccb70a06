// Passkeys in the browser: whether it has any, what they sign, and why there was nothing to sign with.
import type { components } from "latchkey-client";
import type { Key } from "./words.js";

/** What a passkey signed, as the service takes it. */
export type Signed = components["schemas"]["AuthenticationResponseJSON"];
/** A new passkey, as the service takes it. */
export type Made = components["schemas"]["RegistrationResponseJSON"];

/** Whether this browser can use passkeys. */
export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential === "function" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function" &&
  typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function";

/** Whether it offers them where it offers names and passwords. */
export const canFillPasskeys = async (): Promise<boolean> => canUsePasskeys() && !!(await PublicKeyCredential.isConditionalMediationAvailable?.());

/** The browser gave nothing, for a reason that the user is told. */
export class NoPasskey extends Error {
  override name = "NoPasskey";

  constructor(
    readonly text: Key,
    options?: ErrorOptions,
  ) {
    super(text, options);
  }
}

// Why, as far as browsers tell. Whether the user did not want to or has none, they keep from every page.
const reasons: Record<string, Key> = {
  NotAllowedError: "passkey.cancelled",
  SecurityError: "passkey.elsewhere",
  InvalidStateError: "passkey.known",
};

interface Use {
  /** Ends the question of the browser. */
  signal: AbortSignal;
  /** conditional: among the names that the browser fills in, whenever the user chooses it there. */
  mediation?: CredentialMediationRequirement;
}

/** Has a passkey sign. The options are those of a challenge. */
export async function signed(options: object, { signal, mediation = "optional" }: Use): Promise<Signed> {
  if (!canUsePasskeys()) throw new NoPasskey("passkey.cannot");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return written<Signed>(navigator.credentials.get({ publicKey, mediation, signal }), signal);
}

/** Makes a passkey. The options are those of an enrolment. */
export async function made(options: object, signal: AbortSignal): Promise<Made> {
  if (!canUsePasskeys()) throw new NoPasskey("passkey.cannot");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return written<Made>(navigator.credentials.create({ publicKey, signal }), signal);
}

async function written<T>(given: Promise<Credential | null>, signal: AbortSignal): Promise<T> {
  try {
    const credential = await given;
    if (credential instanceof PublicKeyCredential) return credential.toJSON() as T;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DOMException)) throw error;
    throw new NoPasskey(reasons[error.name] ?? "passkey.failed", { cause: error });
  }
  throw new NoPasskey("passkey.failed");
}
