// An import under way. It belongs to the tab and not to the page, so it goes on while its admin looks
// at other places of the console.
import { GatewayError, NetworkError, Problem, type components } from "latchkey-client";
import { client } from "../../../core/session.js";
import { batches, type Batch } from "./batches.js";
import type { Checked, Row } from "./file.js";

type Answer = components["schemas"]["RegisteredItem"];

/** What became of a row. */
export interface Result {
  row: number;
  status: number;
  id?: number;
  code?: string;
  detail?: string;
}

/** Waiting ends by itself; what has stopped goes on when it is told to. */
export type State = "running" | "waiting" | "stopped" | "cancelled" | "done";

const mostTries = 20;

export class Job {
  readonly results = new Map<number, Result>();
  readonly total: number;
  state: State = "running";
  /** Until when it waits. */
  until: Date | undefined;
  /** Why it waits or has stopped. */
  error: unknown;
  #queue: Batch[];
  #attempt = 0;
  #cancelled = false;
  #wake: () => void = () => {};
  #tell: () => void = () => {};
  readonly #began = Date.now();
  readonly #admin = client.session?.user.id;

  constructor(readonly file: Checked) {
    this.total = file.rows.length;
    this.#queue = batches(file.digest, file.rows, 0);
  }

  /** Is called after each change, until the signal ends. */
  watch(tell: () => void, signal: AbortSignal): void {
    this.#tell = tell;
    signal.addEventListener("abort", () => {
      if (this.#tell === tell) this.#tell = () => {};
    });
  }

  /** Whether it is of the admin who is signed in now. Another one has nothing to do with it. */
  get own(): boolean {
    return client.session?.user.id === this.#admin;
  }

  get active(): boolean {
    return this.state === "running" || this.state === "waiting";
  }

  get made(): number {
    return [...this.results.values()].filter((result) => result.status < 300).length;
  }

  /** The seconds that are probably left. */
  get left(): number | undefined {
    const done = this.results.size;
    return done > 0 ? ((Date.now() - this.#began) / 1000 / done) * (this.total - done) : undefined;
  }

  /** Rows that the service failed at. The others are refused again, as they are. */
  get failedOnce(): Row[] {
    return this.file.rows.filter(({ row }) => {
      const status = this.results.get(row)?.status ?? 0;
      return status === 429 || status >= 500;
    });
  }

  async run(): Promise<void> {
    this.#cancelled = false;
    this.#set("running");
    try {
      for (let batch = this.#queue[0]; batch; batch = this.#queue[0]) {
        if (this.#cancelled || !this.own) return this.#set("cancelled");
        const answers = await this.#send(batch);
        if (!answers) return this.#set("cancelled");
        batch.rows.forEach(({ row }, at) => this.#take(row, answers[at]));
        this.#queue.shift();
        this.#set("running");
      }
      this.#set("done");
    } catch (error) {
      this.#set("stopped", error);
    }
  }

  /** Ends it after the batch that is on its way. */
  cancel(): void {
    this.#cancelled = true;
    this.#wake();
    if (this.state === "stopped") this.#set("cancelled");
    else this.#tell();
  }

  get cancelling(): boolean {
    return this.#cancelled && this.active;
  }

  /** Sends those rows once more that the service failed at. */
  again(): void {
    const rows = this.failedOnce;
    for (const { row } of rows) this.results.delete(row);
    this.#queue = [...batches(this.file.digest, rows, ++this.#attempt), ...this.#queue];
    void this.run();
  }

  #take(row: number, answer: Answer | undefined): void {
    if (!answer) throw new GatewayError("an answer with fewer results than users", 502, undefined);
    const { status, user, problem } = answer;
    const first = problem?.errors?.[0];
    const code = first?.code ?? problem?.code;
    const detail = first ? `${first.field}: ${first.detail}` : problem?.detail;
    this.results.set(row, { row, status, ...(user ? { id: user.id } : {}), ...(code ? { code } : {}), ...(detail ? { detail } : {}) });
  }

  // Sends a batch until it is answered. Nothing comes back when the import is cancelled meanwhile.
  async #send({ rows, key }: Batch): Promise<Answer[] | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        const { body } = await client.call("POST", "/users/bulk", {
          body: { users: rows.map(({ user }) => user) },
          headers: { "Idempotency-Key": key },
        });
        return body.results;
      } catch (error) {
        const seconds = waitAfter(error, tries);
        if (seconds === undefined || tries === mostTries) throw error;
        if (this.#cancelled) return undefined;
        await this.#wait(seconds, error);
        if (this.#cancelled || !this.own) return undefined;
      }
    }
  }

  async #wait(seconds: number, error: unknown): Promise<void> {
    this.until = new Date(Date.now() + seconds * 1000);
    this.#set("waiting", error);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, seconds * 1000);
    });
    this.#set("running");
  }

  #set(state: State, error?: unknown): void {
    this.state = state;
    this.error = error;
    this.#tell();
  }
}

// The seconds after which a batch is sent again, where that helps. A batch whose answer was lost is
// still at work for a while.
function waitAfter(error: unknown, tries: number): number | undefined {
  const growing = Math.min(tries, 30);
  if (error instanceof Problem) {
    if (error.status === 429 || error.is("request_in_progress", "temporarily_unavailable")) return Math.max(error.retryAfter ?? 0, growing);
    return undefined;
  }
  if (error instanceof GatewayError && (error.status === 429 || error.status >= 500)) return Math.max(error.retryAfter ?? 0, growing);
  return error instanceof NetworkError && error.timedOut ? growing : undefined;
}
