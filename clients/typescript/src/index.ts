export { Latchkey, type CallOptions, type IdempotentOptions, type Options } from "./client.js";
export { SignInRefused, signInAddress, type PendingSignIn } from "./application.js";
export { GaveUp, type Ask, type Question } from "./challenge.js";
export { GatewayError, LatchkeyError, NetworkError, Problem, isProblem } from "./problem.js";
export type { ProblemCode } from "./operation.js";
export type { AuditEvent, Challenge, Credentials, FieldProblem, Registration, Session, SignedIn, User, UserChanges, UserQuery } from "./types.js";
export type { components, operations, paths } from "./contract.js";
