// What went wrong, in words of the page's language, and what to do about it.
import { GatewayError, NetworkError, Problem } from "latchkey-client";
import { countdown } from "./countdown.js";
import { h, type Child } from "./dom.js";
import { NoPasskey } from "./passkey.js";
import { explain, t } from "./words.js";

/** What a failed call says to its user. */
export interface Trouble {
  text: string;
  /** By the names of the fields. */
  fields: Record<string, string>;
  /** When it makes sense to try again. */
  until?: Date;
  /** The request's id, for who helps. */
  request?: string;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof Problem) {
    const fields = Object.fromEntries(error.errors.map((e) => [e.field, explain(e.code, e.detail)]));
    return { text: explain(error.code, error.message), fields, ...later(error.retryAfter), ...(error.status >= 500 ? { request: error.requestId } : {}) };
  }
  if (error instanceof GatewayError) return { text: t(error.status === 429 ? "common.busy" : "common.failed"), fields: {}, ...later(error.retryAfter) };
  if (error instanceof NetworkError) return { text: t(error.timedOut ? "common.late" : "common.offline"), fields: {} };
  if (error instanceof NoPasskey) return { text: t(error.text), fields: {} };
  throw error; // a mistake of the page itself: the console has it
}

const later = (seconds: number | undefined) => (seconds ? { until: new Date(Date.now() + seconds * 1000) } : {});

/** An alert that says it. Where there is a time to wait for, it counts down. */
export function alert(trouble: Trouble, signal: AbortSignal, ...more: Child[]): HTMLElement {
  const box = h("div", { class: "alert", role: "alert", tabindex: "-1" }, h("p", {}, trouble.text));
  if (trouble.until) {
    const wait = h("p", {}, t("common.again-in"), " ", countdown(trouble.until, signal, () => (wait.textContent = t("common.again-now"))));
    box.append(wait);
  }
  if (trouble.request) box.append(h("p", { class: "small" }, t("common.request", { id: trouble.request })));
  for (const child of more.flat()) if (child) box.append(child instanceof Node ? child : String(child));
  return box;
}

/** An alert for an error. */
export const alertOf = (error: unknown, signal: AbortSignal, ...more: Child[]) => alert(troubleOf(error), signal, ...more);
