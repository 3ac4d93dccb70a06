import { codeIn, type PendingSignIn } from "./application.js";
import { openedBy, redeem, type Answer, type Ask, type Opened } from "./challenge.js";
import { Factors } from "./factors.js";
import type { Input, Method, Operation, PathOf, Reply } from "./operation.js";
import { askForPasskey, type Assertion } from "./passkey.js";
import { isProblem } from "./problem.js";
import { Transport, type TransportOptions } from "./transport.js";
import type { AuditEvent, Challenge, Credentials, DeviceList, FactorType, Registration, Session, SignedIn, User, UserChanges, UserQuery } from "./types.js";

/** How one call is made. */
export interface CallOptions {
  /** Ends the call, and between two questions a whole loop. */
  signal?: AbortSignal;
}

/** How one call is made on a route that takes an Idempotency-Key. */
export interface IdempotentOptions extends CallOptions {
  /** With the same key, the same request is carried out once, and answered as the first time. */
  idempotencyKey?: string;
}

export interface Options extends TransportOptions {
  /** The session that the application stored. */
  session?: Session | null;
  /** Is told each new session to store, and null when it has ended. */
  onSession?: (session: Session | null) => void;
  /** The token of this device that the application stored, by which the service knows it. It outlives sessions. */
  device?: string | null;
  /** Is told the token to store, after a sign-in with remember_device. It is a secret, and signs nobody in. */
  onDevice?: (token: string) => void;
}

/** How a sign-in with a passkey is made. */
export interface PasskeyOptions extends CallOptions {
  /** Whether the browser offers passkeys in the autofill of a field with autocomplete="username webauthn", and waits. */
  autofill?: boolean;
  /** Whether this device is to be known. */
  rememberDevice?: boolean;
}

type Headers = { "Challenge-Id"?: string; "Challenge-Code"?: string; "Idempotency-Key"?: string };
type Id = number | "me";

/** A client of one service, for one user. */
export class Latchkey {
  readonly #transport: Transport;
  readonly #onSession: (session: Session | null) => void;
  readonly #onDevice: (token: string) => void;
  #session: Session | null;
  #device: string | null;
  /** The second factors of the user. */
  readonly factors: Factors;

  constructor(address: string, options: Options = {}) {
    this.#transport = new Transport(address, options);
    this.#session = options.session ?? null;
    this.#onSession = options.onSession ?? (() => {});
    this.#device = options.device ?? null;
    this.#onDevice = options.onDevice ?? (() => {});
    this.factors = new Factors(this, (ask, options, send) => this.#proven(ask, options, send));
  }

  get session(): Session | null {
    return this.#session;
  }

  set session(session: Session | null) {
    this.#session = session;
    this.#onSession(session);
  }

  /** Calls any route of the contract. The methods below are for what most applications do. */
  async call<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...[input]: Record<never, never> extends Input<Operation<M, P>> ? [(Input<Operation<M, P>> & CallOptions)?] : [Input<Operation<M, P>> & CallOptions]
  ): Promise<Reply<Operation<M, P>>> {
    const { path: places, query, headers, body, signal } = (input ?? {}) as RawInput;
    const session = this.#session;
    const sent: Record<string, string> = session ? { authorization: `Bearer ${session.token}` } : {};
    if (this.#device) sent["device-token"] = this.#device;
    for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) sent[name.toLowerCase()] = value;
    try {
      return (await this.#transport.send({ method, path: filled(path, places ?? {}, query ?? {}), headers: sent, body, signal })) as Reply<Operation<M, P>>;
    } catch (error) {
      if (isProblem(error, "token_invalid") && session && session === this.#session) this.session = null;
      throw error;
    }
  }

  /** Makes an account, and confirms its address with the code that `ask` gives. */
  async register(registration: Registration, ask: Ask, { idempotencyKey, ...options }: IdempotentOptions = {}): Promise<User> {
    const headers: Headers = idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey };
    let opened: Opened;
    try {
      const { body } = await this.call("POST", "/users/register", { body: registration, headers, ...options });
      if (!body.challenge) return body.user;
      opened = { challenge: body.challenge };
    } catch (error) {
      opened = openedBy(error);
    }
    return this.#confirm(opened, ask, options);
  }

  /** Signs in. `ask` is asked for the second factor and, if the address is not confirmed yet, for the code that confirms it. */
  async signIn(credentials: Credentials, ask: Ask, options: CallOptions = {}): Promise<Session> {
    let opened: Opened;
    try {
      const { body } = await this.call("POST", "/users/login", { body: credentials, ...options });
      if (!body.challenge) return this.#keep(body);
      opened = { challenge: body.challenge };
    } catch (error) {
      opened = openedBy(error);
    }
    if (opened.challenge.purpose === "confirm_email") {
      await this.#confirm(opened, ask, options);
      return this.signIn(credentials, ask, options);
    }
    const remember = credentials.remember_device ?? false;
    const answer = async (id: string, given: Answer): Promise<{ body: unknown }> =>
      typeof given === "string" ? this.call("POST", "/2fa", { body: { challenge_id: id, code: given }, ...options }) : this.#assert(id, given, options, remember);
    const { body } = await redeem(opened, ask, { answer, resend: this.#resend(options) });
    return this.#keep(body);
  }

  /** Signs in with a passkey, without a name or a password. Rejects with a NotAllowedError if the user does not want to. */
  async signInWithPasskey({ autofill, rememberDevice, ...options }: PasskeyOptions = {}): Promise<Session> {
    const { challenge } = (await this.call("POST", "/passkeys/begin", options)).body;
    const given = await askForPasskey(challenge.public_key, { ...options, ...(autofill && { mediation: "conditional" }) });
    return this.#keep((await this.#assert(challenge.id, given, options, rememberDevice)).body);
  }

  /**
   * Signs in with what the user came back with from the service's sign-in page: `location.hash`, which the application removes from
   * the address at once. Null if it has nothing of that page. `pending` is of `signInAddress`, and is for one try.
   */
  async finishSignIn(fragment: string, pending: PendingSignIn | null, options: CallOptions = {}): Promise<Session | null> {
    const code = codeIn(fragment, pending);
    if (code === null || !pending) return null;
    const { body } = await this.call("POST", "/users/login/code", { body: { code, code_verifier: pending.verifier }, ...options });
    return this.#keep(body);
  }

  /** Ends the session. If the service cannot be reached, the session stays, so that it can be tried again. */
  async signOut(options: CallOptions = {}): Promise<void> {
    try {
      await this.call("POST", "/users/logout", options);
    } catch (error) {
      if (!isProblem(error, "token_invalid", "token_missing")) throw error;
    }
    if (this.#session) this.session = null;
  }

  async user(id: Id = "me", options: CallOptions = {}): Promise<User> {
    return (await this.call("GET", "/users/{id}", { path: { id: String(id) }, ...options })).body;
  }

  /** Changes a user. `ask` is asked where a change needs a code: a new address, number or second factor. */
  async updateUser(id: Id, changes: UserChanges, ask: Ask, options: CallOptions = {}): Promise<User> {
    const reply = await this.#proven(ask, options, (headers) =>
      this.call("PATCH", "/users/{id}", { path: { id: String(id) }, body: changes, headers, ...options }),
    );
    const { result: _, ...user } = reply.body;
    return user as User;
  }

  /** Deletes a user, with a code that is sent to the caller. */
  async deleteUser(id: Id, ask: Ask, options: CallOptions = {}): Promise<void> {
    const own = id === "me" || id === this.#session?.user.id;
    await this.#proven(ask, options, (headers) => this.call("DELETE", "/users/{id}", { path: { id: String(id) }, headers, ...options }));
    if (own) this.session = null;
  }

  /** Changes the user's own password, and ends their other sessions. */
  async changePassword(current: string, next: string, options: CallOptions = {}): Promise<void> {
    const body = { current_password: current, new_password: next };
    await this.call("POST", "/users/{id}/password", { path: { id: "me" }, body, ...options });
  }

  /** Mails a link to choose a new password, if there is an account. */
  async requestPasswordReset(email: string, options: CallOptions = {}): Promise<void> {
    await this.call("POST", "/password-reset", { body: { email }, ...options });
  }

  /** Sets a new password, with the token of that link. */
  async resetPassword(token: string, next: string, options: CallOptions = {}): Promise<void> {
    await this.call("POST", "/password-reset/confirm", { body: { token, new_password: next }, ...options });
  }

  async sessions(id: Id = "me", options: CallOptions = {}): Promise<SignedIn[]> {
    return (await this.call("GET", "/users/{id}/sessions", { path: { id: String(id) }, ...options })).body.sessions;
  }

  /** The devices that the user is known by, and which of them this is. */
  async devices(id: Id = "me", options: CallOptions = {}): Promise<DeviceList> {
    return (await this.call("GET", "/users/{id}/devices", { path: { id: String(id) }, ...options })).body;
  }

  async forgetDevice(device: string, id: Id = "me", options: CallOptions = {}): Promise<void> {
    await this.call("DELETE", "/users/{id}/devices/{device_id}", { path: { id: String(id), device_id: device }, ...options });
  }

  async revokeSession(session: string, id: Id = "me", options: CallOptions = {}): Promise<void> {
    await this.call("DELETE", "/users/{id}/sessions/{session_id}", { path: { id: String(id), session_id: session }, ...options });
  }

  /** For staff: all users that a query finds, page by page as they are read. */
  users(query: UserQuery = {}, options: CallOptions = {}): AsyncGenerator<User> {
    return pages(query.cursor, async (cursor) => {
      const { body } = await this.call("GET", "/api/v1/admin/users", { query: { ...query, ...cursor }, ...options });
      return [body.users, body.next_cursor];
    });
  }

  /** For admins: the audit records of an account, newest first. */
  auditEvents(username: string, options: CallOptions = {}): AsyncGenerator<AuditEvent> {
    return pages(undefined, async (cursor) => {
      const { body } = await this.call("GET", "/api/v1/admin/users/{username}/audit", { path: { username }, query: cursor, ...options });
      return [body.events, body.next_cursor];
    });
  }

  // Sends a request; as long as the answer has a challenge, the same again with the code.
  async #proven<R extends { status: number; body: unknown }>(ask: Ask, options: CallOptions, send: (headers: Headers) => Promise<R>): Promise<R> {
    const answer = async (id: string, given: Answer) =>
      send({ "Challenge-Id": id, "Challenge-Code": typeof given === "string" ? given : await this.#challengeCode(id, given, options) });
    let next = () => send({});
    for (;;) {
      let opened: Opened;
      try {
        const reply = await next();
        if (reply.status !== 202) return reply;
        opened = reply.body as Opened;
      } catch (error) {
        opened = openedBy(error);
      }
      next = () => redeem(opened, ask, { answer, resend: this.#resend(options) });
    }
  }

  #assert(id: string, credential: Assertion, options: CallOptions, remember = false) {
    const body = { challenge_id: id, credential, remember_device: remember };
    return this.call("POST", "/passkeys/sign-in", { body, ...options });
  }

  async #challengeCode(id: string, credential: Assertion, options: CallOptions): Promise<string> {
    return (await this.#assert(id, credential, options)).body.challenge_code!;
  }

  async #confirm(opened: Opened, ask: Ask, options: CallOptions): Promise<User> {
    const answer = async (id: string, code: Answer) =>
      (await this.call("POST", "/users/confirm", { body: { challenge_id: id, code: code as string }, ...options })).body;
    return redeem(opened, ask, { answer, resend: this.#resend(options) });
  }

  #resend(options: CallOptions) {
    return async (id: string, change?: { email?: string; method?: FactorType }): Promise<Challenge> =>
      (await this.call("POST", "/2fa/resend", { body: { challenge_id: id, ...change }, ...options })).body.challenge;
  }

  #keep(body: unknown): Session {
    const { token, expires_at, user, device_token, recovery_codes_left: left } = body as Session & { device_token?: string };
    if (device_token) this.#onDevice((this.#device = device_token));
    return (this.session = { token, expires_at, user, ...(left !== undefined && { recovery_codes_left: left }) });
  }
}

interface RawInput extends CallOptions {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

function filled(path: string, places: Record<string, string>, query: Record<string, string | number | undefined>): string {
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) => part(places[name]));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
  return asked.size > 0 ? `${at}?${asked}` : at;
}

// Refuses what would lead to another route: somebody may have typed it as a name.
function part(value: string | undefined): string {
  if (value === undefined || ["", ".", ".."].includes(value)) throw new TypeError(`"${value}" cannot be part of a path`);
  return encodeURIComponent(value);
}

async function* pages<T>(
  first: string | undefined,
  read: (cursor: { cursor?: string }) => Promise<[items: T[], next: string | null]>,
): AsyncGenerator<T> {
  let cursor: string | null | undefined = first;
  do {
    const [items, next]: [T[], string | null] = await read(cursor ? { cursor } : {});
    yield* items;
    cursor = next;
  } while (cursor);
}
