// The six digits: right after the registration, or after a sign-in that waits for them.
import { isProblem } from "latchkey-client";
import { announce } from "../../core/announce.js";
import { setPending, type Pending } from "../../core/challenge.js";
import { h, put } from "../../core/dom.js";
import { codeField, digits, Field, Form } from "../../core/form.js";
import { troubleOf } from "../../core/problem.js";
import { isOver, resend } from "../../core/open-code.js";
import { go, place, sheet } from "../../core/router.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";

export function withCode(open: Pending, signal: AbortSignal): HTMLElement {
  const form: Form = new Form({
    fields: [codeField({ attributes: { "data-focus": true } })],
    action: t("confirm.action"),
    between: [resend(open, signal, (error) => fail(error), () => over(t("two-factor.expired")))],
    signal,
    submit: ({ code = "" }) => send(open, digits(code)).catch(fail),
  });
  const body = h("div", { class: "stack" });
  const over = (text: string) => {
    setPending(null);
    const again = h("a", { class: "button", href: "sign-in" }, t("two-factor.again"));
    put(body, h("p", { role: "alert", tabindex: "-1" }, text), h("p", {}, t("confirm.over")), h("p", {}, again));
    body.querySelector<HTMLElement>("[role=alert]")?.focus();
  };
  const fail = (error: unknown) => (isOver(error) ? over(troubleOf(error).text) : form.fail(error));
  put(
    body,
    place().note === "old-code" && h("p", { class: "note", role: "status" }, t("confirm.old-code")),
    h("p", {}, t("confirm.by-mail", { to: open.challenge.sent_to ?? "" })),
    open.unsure && h("p", { class: "note" }, t("common.unsure")),
    form.element,
    correction(open, signal),
  );
  return sheet(t("confirm.title"), body);
}

async function send(open: Pending, code: string): Promise<void> {
  try {
    await client.call("POST", "/users/confirm", { body: { challenge_id: open.challenge.id, code } });
  } catch (error) {
    if (!isProblem(error, "code_used")) throw error; // the answer to a right code was lost
  }
  setPending(null);
  return go("sign-in", { replace: true, note: "confirmed", ...(open.username ? { username: open.username } : {}) });
}

// The user who registered can correct a mistyped address.
function correction(open: Pending, signal: AbortSignal): HTMLElement {
  const form = new Form({
    fields: [new Field({ name: "email", type: "email", label: t("register.email"), autocomplete: "email" })],
    action: t("confirm.correct"),
    signal,
    submit: ({ email = "" }) => correct(open, email.trim()),
  });
  form.button.className = "second";
  return h("details", { class: "after" }, h("summary", {}, t("confirm.wrong")), form.element);
}

async function correct(open: Pending, email: string): Promise<void> {
  const said = (await corrected(open, email)) ? "common.unsure" : "confirm.corrected";
  await go("confirm", { replace: true });
  announce(t(said));
}

// Says whether the message may not arrive.
async function corrected(open: Pending, email: string): Promise<boolean> {
  // Who signs in with the address signs in with the right one.
  const username = open.username?.includes("@") ? { username: email } : {};
  try {
    const { body } = await client.call("POST", "/2fa/resend", { body: { challenge_id: open.challenge.id, email } });
    setPending({ ...open, ...username, challenge: body.challenge, unsure: false });
    return false;
  } catch (error) {
    if (!isProblem(error, "delivery_unsure") || !error.challenge) throw error;
    setPending({ ...open, ...username, challenge: error.challenge, unsure: true });
    return true;
  }
}
