import type { ProblemCode } from "./operation.js";
import { GatewayError, LatchkeyError, NetworkError, Problem } from "./problem.js";
import type { Challenge, FieldProblem } from "./types.js";

/** What the transport is made of. */
export interface TransportOptions {
  /** Ends a call that takes longer, in milliseconds. The service itself answers within 30 seconds. */
  timeout?: number;
  /** Used in place of the global fetch. */
  fetch?: typeof fetch;
  /** For servers that sign their users in: the deployment's backend secret and the user's address. Not for browsers. */
  backend?: { secret: string; clientAddress: string };
}

export interface Outgoing {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export interface Incoming {
  status: number;
  body: unknown;
  requestId: string | undefined;
}

/** Sends requests to one address, and makes errors of refusals. */
export class Transport {
  readonly #base: string;
  readonly #timeout: number;
  readonly #fetch: typeof fetch;
  readonly #backend: Record<string, string>;

  constructor(base: string, { timeout = 30_000, fetch: given, backend }: TransportOptions) {
    this.#base = checked(base);
    this.#timeout = timeout;
    this.#fetch = given ?? ((input, init) => fetch(input, init));
    this.#backend = backend ? { "x-backend-secret": backend.secret, "x-client-address": backend.clientAddress } : {};
  }

  async send(out: Outgoing): Promise<Incoming> {
    const late = AbortSignal.timeout(this.#timeout);
    try {
      const response = await this.#fetch(this.#base + out.path, {
        method: out.method,
        headers: { ...this.#backend, ...out.headers, ...(out.body === undefined ? {} : { "content-type": "application/json" }) },
        ...(out.body === undefined ? {} : { body: JSON.stringify(out.body) }),
        // Tokens go to this address alone, and nothing is signed in by a cookie.
        redirect: "error",
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: out.signal ? AbortSignal.any([out.signal, late]) : late,
      });
      return read(response, await response.text());
    } catch (error) {
      if (error instanceof LatchkeyError) throw error;
      out.signal?.throwIfAborted();
      const why = late.aborted ? `no answer within ${this.#timeout} ms` : "no answer";
      throw new NetworkError(`${out.method} ${out.path}: ${why}`, late.aborted, { cause: error });
    }
  }
}

// A token in the clear is anybody's.
function checked(base: string): string {
  const url = new URL(base);
  const here = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && here)) {
    throw new TypeError(`${base}: the address has to begin with https, or with http and name this machine`);
  }
  if (url.username || url.search || url.hash) throw new TypeError(`${base}: the address has more than a host and a path`);
  return url.href.replace(/\/+$/, "");
}

function read(response: Response, text: string): Incoming {
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  const isJSON = type === "application/json" || type === "application/problem+json";
  const body = isJSON ? parsed(text, response.status) : text || undefined;
  if (response.ok) {
    return { status: response.status, body, requestId: response.headers.get("x-request-id") ?? undefined };
  }
  const wait = Number(response.headers.get("retry-after") ?? NaN);
  throw refusal(response.status, body, Number.isInteger(wait) ? wait : undefined);
}

function parsed(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GatewayError("the answer was cut short or is not JSON", status, undefined);
  }
}

interface ProblemBody {
  code: ProblemCode;
  detail: string;
  request_id: string;
  errors?: FieldProblem[];
  challenge?: Challenge;
}

function refusal(status: number, body: unknown, retryAfter: number | undefined): LatchkeyError {
  if (typeof body === "object" && body !== null && "code" in body && typeof body.code === "string") {
    const p = body as ProblemBody;
    return new Problem(p.code, status, p.detail, p.request_id, p.errors ?? [], p.challenge, retryAfter);
  }
  const said = typeof body === "object" && body !== null && "message" in body ? String(body.message) : `status ${status}`;
  return new GatewayError(said, status, retryAfter);
}
