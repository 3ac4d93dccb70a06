// A challenge that is being asked for, in a page or a dialog: what its parts share.
import { GatewayError, isProblem, NetworkError, Problem, type Challenge } from "latchkey-client";
import { countdown } from "../countdown.js";
import { h, type Child } from "../dom.js";
import type { Field, Form } from "../form.js";
import { isOver } from "../open-code.js";
import { NoPasskey, type Signed } from "../passkey.js";
import { explain, t, type Key } from "../words.js";

/** A challenge that a call was answered with, and whether its message may not have arrived. */
export interface Opened {
  challenge: Challenge;
  unsure: boolean;
}

/** What is shown: the method that is open, the box for a recovery code, or the choice between the ways. */
export type Shown = "method" | "recovery" | "ways";

/** Who asks, and what becomes of the answer. */
export interface Asker {
  signal: AbortSignal;
  /** Of whom, if that is known before they have signed in. */
  name?: string | undefined;
  /** What the button says that sends a code. */
  action: string;
  danger?: boolean;
  /** Beside the buttons: the way back. */
  beside: () => Child[];
  /** Sends a code. */
  give: (challenge: Challenge, code: string) => Promise<void>;
  /** Has a passkey sign, and sends it. */
  prove: (challenge: Challenge, sign: () => Promise<Signed>) => Promise<void>;
  /** Is told what goes on after a reload. */
  goesOn: (opened: Opened, shown: Shown) => void;
  /** The challenge can no longer be answered. */
  over: (text: string) => void;
  /** What to say when its time is up. */
  timeUp: () => string;
  /** Takes an error that is not about the code. False: it is said where the code is asked. */
  refused: (error: unknown) => boolean;
}

/** What is asked now. */
export interface Asked {
  readonly open: Opened;
  readonly asker: Asker;
  show: (shown: Shown, open?: Opened) => void;
}

/** Has what is new take the focus, in a page and in a dialog. */
export const focused = { "data-focus": true, autofocus: true };

/** Whether codes are sent for what is open. */
export const isSent = ({ channel }: Challenge) => channel !== null;

/** Recovery codes are for signing in and for acts on factors. */
export const takesRecovery = ({ purpose }: Challenge) =>
  ["sign_in", "add_factor", "remove_factor", "renew_recovery_codes", "change_contact", "change_2fa", "remove_2fa"].includes(purpose);

/** How long the challenge can be answered. Where it has expired as it arrives, the clock is wrong: then the service alone decides. */
export function limit({ open: { challenge }, asker }: Asked, says: Key = "ways.time-left"): Child {
  const ends = new Date(challenge.expires_at);
  if (ends <= new Date()) return null;
  // The count of a challenge that another took the place of is off the page, and ends in vain.
  const shown: HTMLElement = h("p", {}, t(says), " ", countdown(ends, asker.signal, () => shown.isConnected && asker.over(asker.timeUp())));
  return shown;
}

/** Says what is wrong with an answer where it belongs: in the field, in the form, or elsewhere. */
export function refuse(error: unknown, { open, asker }: Asked, form: Form, field?: Field, wrong?: string): void {
  if (asker.signal.aborted) return;
  if (field && isWrong(error, open.challenge)) {
    field.complain(wrong ?? (isProblem(error, "code_used") ? t("ways.used") : explain("invalid_code", error.message)));
    field.control.focus();
    (field.control as HTMLInputElement).select();
  } else if (isOver(error)) asker.over(explain(error.code, error.message));
  else if (isOfPasskey(error) || canGoOn(error) || !asker.refused(error)) form.fail(error);
}

// What is no code cannot be right, and takes no try. An authenticator shows the same code for half a
// minute, in which it may have been used elsewhere.
function isWrong(error: unknown, { method }: Challenge): error is Problem {
  if (isProblem(error, "code_used")) return method === "totp";
  return isProblem(error, "invalid_code") || (isProblem(error, "invalid_fields") && error.errors.some((e) => e.code === "malformed_code"));
}

const isOfPasskey = (error: unknown) => error instanceof NoPasskey || isProblem(error, "invalid_passkey", "passkey_cloned", "passkeys_off");

// The same answer may be tried again later. Anything else is about what it is for.
function canGoOn(error: unknown): boolean {
  return error instanceof NetworkError || error instanceof GatewayError || (error instanceof Problem && (error.status === 429 || error.status >= 500));
}
