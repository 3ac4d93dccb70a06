import type { components } from "./contract.js";
import type { Input, Operation } from "./operation.js";

type Schemas = components["schemas"];
type BodyOf<O> = Input<O> extends { body: infer B } ? B : never;
type QueryOf<O> = Input<O> extends { query?: infer Q } ? Exclude<Q, undefined> : never;

export type User = Schemas["User"];
export type Challenge = Schemas["Challenge"];
export type FieldProblem = Schemas["FieldProblem"];
export type AuditEvent = Schemas["AuditEvent"];
/** A session in the list of a user's sessions. */
export type SignedIn = Schemas["SignedIn"];

export type Registration = BodyOf<Operation<"POST", "/users/register">>;
export type Credentials = BodyOf<Operation<"POST", "/users/login">>;
export type UserChanges = BodyOf<Operation<"PATCH", "/users/{id}">>;
export type UserQuery = QueryOf<Operation<"GET", "/api/v1/admin/users">>;

export type Factor = Schemas["Factor"];
export type FactorType = Schemas["FactorType"];
export type FactorList = Schemas["FactorList"];
export type ConfirmedFactor = Schemas["ConfirmedFactor"];
export type AuthenticatorSecret = Schemas["AuthenticatorSecret"];
export type Device = Schemas["Device"];
export type DeviceList = Schemas["DeviceList"];

/** A session of the user. The application stores it: it has the token, which is a secret. */
export interface Session {
  token: string;
  expires_at: string;
  user: User;
  /** After a sign-in with a recovery code, how many are left. */
  recovery_codes_left?: number;
}
