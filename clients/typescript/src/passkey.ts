// What browsers do with passkeys. Chrome before 129 and Safari before 18.4 lack the JSON forms of WebAuthn.
import { decode, encode } from "./base64url.js";
import type { components } from "./contract.js";
import { LatchkeyError } from "./problem.js";

type Schemas = components["schemas"];
/** What a passkey signed: the credential to send to /passkeys/sign-in. */
export type Assertion = Schemas["AuthenticationResponseJSON"];
/** A new passkey: the credential to confirm its factor with. */
export type Attestation = Schemas["RegistrationResponseJSON"];

type Creation = Schemas["PublicKeyCredentialCreationOptionsJSON"];
type Request = Schemas["PublicKeyCredentialRequestOptionsJSON"];
type Descriptor = Schemas["PublicKeyCredentialDescriptorJSON"];

/** Asks the browser for a passkey, with the public_key of a challenge. */
export async function askForPasskey(
  options: Request | undefined,
  { signal, mediation }: { signal?: AbortSignal; mediation?: CredentialMediationRequirement } = {},
): Promise<Assertion> {
  if (!options) throw new LatchkeyError("passkey is none of the challenge's methods");
  const publicKey =
    PublicKeyCredential.parseRequestOptionsFromJSON?.(options as PublicKeyCredentialRequestOptionsJSON) ??
    ({ ...options, challenge: decode(options.challenge), allowCredentials: described(options.allowCredentials) } as PublicKeyCredentialRequestOptions);
  return json(await navigator.credentials.get({ publicKey, ...(signal && { signal }), ...(mediation && { mediation }) }));
}

/** Asks the browser to make a passkey, with the public_key of an enrolment. */
export async function makePasskey(options: Creation, { signal }: { signal?: AbortSignal } = {}): Promise<Attestation> {
  const publicKey =
    PublicKeyCredential.parseCreationOptionsFromJSON?.(options as PublicKeyCredentialCreationOptionsJSON) ??
    ({
      ...options,
      challenge: decode(options.challenge),
      user: { ...options.user, id: decode(options.user.id) },
      excludeCredentials: described(options.excludeCredentials),
    } as PublicKeyCredentialCreationOptions);
  return json(await navigator.credentials.create({ publicKey, ...(signal && { signal }) }));
}

function described(all: Descriptor[] = []): PublicKeyCredentialDescriptor[] {
  return all.map((one) => ({ ...one, id: decode(one.id) }) as PublicKeyCredentialDescriptor);
}

// What the members of a response are, of whichever kind it is.
const members = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function json<T>(given: Credential | null): T {
  const credential = given as PublicKeyCredential;
  if (typeof credential.toJSON === "function") return credential.toJSON();
  const all = credential.response as unknown as Record<string, ArrayBuffer | null | undefined>;
  const response = Object.fromEntries(members.flatMap((name) => (all[name] ? [[name, encode(all[name])]] : [])));
  const transports = (credential.response as AuthenticatorAttestationResponse).getTransports?.();
  const { id, type } = credential;
  return { id, rawId: id, type, clientExtensionResults: credential.getClientExtensionResults(), response: { ...response, ...(transports && { transports }) } } as T;
}
