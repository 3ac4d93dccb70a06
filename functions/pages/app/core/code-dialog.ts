// The code that a change needs, asked where the change was begun.
import { GatewayError, isProblem, NetworkError, Problem, type Challenge } from "latchkey-client";
import { countdown } from "./countdown.js";
import { openDialog, type Dialog } from "./dialog.js";
import { h, put, type Child } from "./dom.js";
import { codeField, digits, Form } from "./form.js";
import { isOver } from "./open-code.js";
import { resendCode } from "./resend.js";
import { explain, t } from "./words.js";

/** A challenge that a call was answered with, and whether its message may not have arrived. */
export interface Opened {
  challenge: Challenge;
  unsure: boolean;
}

/** The challenge of a refusal that a code resolves; anything else is thrown on. */
export function openedBy(error: unknown): Opened {
  if (!isProblem(error, "email_unconfirmed", "delivery_unsure") || !error.challenge) throw error;
  return { challenge: error.challenge, unsure: error.is("delivery_unsure") };
}

/**
 * Asks for the code of a challenge, and gives what the call with it answers. Null: the user went
 * back. "again": the code is no longer valid, and the user wants another one.
 */
export function askCode<T>(opened: Opened, answer: (challengeId: string, code: string) => Promise<T>, signal: AbortSignal): Promise<T | "again" | null> {
  return openDialog<T | "again">(t(`code.title.${opened.challenge.purpose}`), signal, (dialog) => content(dialog, opened, answer));
}

function content<T>(dialog: Dialog<T | "again">, { challenge, unsure }: Opened, answer: (id: string, code: string) => Promise<T>): Child[] {
  const place = h("div", { class: "stack" });
  const over = (text: string) => showOver(place, dialog, text);
  const field = codeField({ attributes: { autofocus: true } });
  const said = h("p", { class: "hint", role: "status" });
  const limit = h("p", { class: "resend" });
  // Where the code has expired as it arrives, the clock is wrong: then the service alone decides.
  const expires = ({ expires_at }: Challenge) => {
    const known = new Date(expires_at) > new Date();
    put(limit, known && [t("code.valid-for"), " ", countdown(new Date(expires_at), dialog.signal, () => expired(expires_at))]);
  };
  const expired = (moment: string) => moment === challenge.expires_at && over(t("code.expired"));
  const deletes = challenge.purpose === "delete_user" || challenge.purpose === "bulk_delete";
  const form: Form = new Form({
    fields: [field],
    action: t(deletes ? "code.delete" : "code.confirm"),
    danger: deletes,
    between: [h("div", {}, limit, resendCode(challenge, { signal: dialog.signal, sent, fail }))],
    beside: [dialog.cancel],
    signal: dialog.signal,
    submit: ({ code = "" }) => answer(challenge.id, digits(code)).then(dialog.close, fail),
  });
  function sent(next: Challenge, unsure: boolean): void {
    challenge = next;
    form.clear();
    said.textContent = t(unsure ? "common.unsure" : "two-factor.sent");
    expires(next);
    field.control.focus();
  }
  function fail(error: unknown): void {
    if (dialog.signal.aborted) return;
    if (isWrong(error)) {
      field.complain(explain("invalid_code", error.message));
      field.control.focus();
      (field.control as HTMLInputElement).select();
    } else if (isOver(error)) over(explain(error.code, error.message));
    else if (canGoOn(error)) form.fail(error);
    else dialog.fail(error);
  }
  expires(challenge);
  put(
    place,
    h("div", {}, h("p", {}, t(challenge.channel === "sms" ? "two-factor.by-sms" : "two-factor.by-mail", { to: challenge.sent_to })), said),
    unsure && h("p", { class: "note" }, t("common.unsure")),
    form.element,
  );
  return [place];
}

// What there is to do when the code is no longer valid.
function showOver<T>(place: HTMLElement, { close, cancel }: Dialog<T | "again">, text: string): void {
  const again = h("button", { type: "button", class: "primary", onclick: () => close("again") }, t("code.again"));
  put(place, h("p", { class: "alert", role: "alert" }, text), h("div", { class: "actions" }, again, cancel));
  again.focus();
}

// What is not six digits cannot be right, and takes no try.
function isWrong(error: unknown): error is Problem {
  return isProblem(error, "invalid_code") || (isProblem(error, "invalid_fields") && error.errors.some((e) => e.code === "malformed_code"));
}

// The same code may be tried again later. Anything else is about the change, and is said there.
function canGoOn(error: unknown): boolean {
  return error instanceof NetworkError || error instanceof GatewayError || (error instanceof Problem && (error.status === 429 || error.status >= 500));
}
