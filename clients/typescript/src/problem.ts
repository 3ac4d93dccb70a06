import type { ProblemCode } from "./operation.js";
import type { Challenge, FieldProblem } from "./types.js";

/** The base of every error of this client. */
export class LatchkeyError extends Error {
  override name = "LatchkeyError";
}

/** No answer: the network failed, or the call took too long. Whether the request was carried out is unknown. */
export class NetworkError extends LatchkeyError {
  override name = "NetworkError";

  constructor(
    message: string,
    /** Whether the call was ended because it took too long. */
    readonly timedOut: boolean,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An answer that is no problem of the service: of a gateway, a firewall or a proxy before it. */
export class GatewayError extends LatchkeyError {
  override name = "GatewayError";

  constructor(
    message: string,
    readonly status: number,
    /** The seconds to wait before another try, if the answer says so. */
    readonly retryAfter: number | undefined,
  ) {
    super(message);
  }
}

/** A problem of RFC 9457. Switch on its code; its message is for people and may change. */
export class Problem<C extends ProblemCode = ProblemCode> extends LatchkeyError {
  override name = "Problem";

  constructor(
    readonly code: C,
    readonly status: number,
    detail: string,
    /** The id of the request in the service's log. */
    readonly requestId: string,
    /** The fields that are not valid. */
    readonly errors: readonly FieldProblem[],
    /** The challenge that resolves the problem, if one does. */
    readonly challenge: Challenge | undefined,
    /** The seconds to wait before another try, if the answer says so. */
    readonly retryAfter: number | undefined,
  ) {
    super(detail);
  }

  /** Whether the problem has one of these codes. */
  is<D extends ProblemCode>(...codes: D[]): this is Problem<D> {
    return (codes as ProblemCode[]).includes(this.code);
  }
}

/** Whether an error is a problem with one of these codes; without codes, whether it is any problem. */
export function isProblem<D extends ProblemCode = ProblemCode>(error: unknown, ...codes: D[]): error is Problem<D> {
  return error instanceof Problem && (codes.length === 0 || error.is(...codes));
}
