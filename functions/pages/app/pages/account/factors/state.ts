// The factors of the user, as the service has them, and what can be asked of it.
import type { components, ConfirmedFactor, Factor, FactorList } from "latchkey-client";
import { proven } from "../../../core/proven.js";
import { client } from "../../../core/session.js";

type Schemas = components["schemas"];
/** A factor that is to be confirmed, and what it is set up with. */
export type Begun = Schemas["FactorEnrolment"] & { factor: Factor };
export type Attestation = Schemas["RegistrationResponseJSON"];

const me = { id: "me" };

/** Reads the factors of the user, the strongest first. */
export const heldFactors = (): Promise<FactorList> => client.factors.list();

/** Begins to add a factor. Null: the user went back. */
export async function beginFactor(type: "totp" | "passkey", name: string, signal: AbortSignal): Promise<Begun | null> {
  const reply = await proven((headers) => client.call("POST", "/users/{id}/factors", { path: me, body: { type, name }, headers }), signal);
  return reply?.body.factor ? { ...reply.body, factor: reply.body.factor } : null;
}

/** Shows that the factor works: from then on, the user has it. */
export async function confirmFactor(id: string, proof: { code: string } | { credential: Attestation }): Promise<ConfirmedFactor> {
  return (await client.call("POST", "/users/{id}/factors/{factor_id}/confirm", { path: { ...me, factor_id: id }, body: proof })).body;
}

/** Removes a factor. False: the user went back. */
export async function removeFactor(id: string, signal: AbortSignal): Promise<boolean> {
  return !!(await proven((headers) => client.call("DELETE", "/users/{id}/factors/{factor_id}", { path: { ...me, factor_id: id }, headers }), signal));
}

/** Makes new recovery codes in the place of those before. Null: the user went back. */
export async function newRecoveryCodes(signal: AbortSignal): Promise<string[] | null> {
  const reply = await proven((headers) => client.call("POST", "/users/{id}/recovery-codes", { path: me, headers }), signal);
  return reply?.body.recovery_codes ?? null;
}
