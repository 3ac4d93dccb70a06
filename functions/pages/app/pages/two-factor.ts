// The second factor: one box for the code that was sent.
import { isProblem, type Challenge } from "latchkey-client";
import { announce } from "../core/announce.js";
import { pending, setPending, type Pending } from "../core/challenge.js";
import { h, put, type Child } from "../core/dom.js";
import { codeField, digits, Form } from "../core/form.js";
import { resendCode } from "../core/resend.js";
import { go, goOn, sheet, type View, type Visit } from "../core/router.js";
import { client, keepSession } from "../core/session.js";
import { t } from "../core/words.js";

export default function twoFactor({ signal }: Visit): View {
  const title = t("two-factor.title");
  const open = pending();
  if (!open || open.at !== "/2fa") return { title, content: sheet(title, ...over(t("two-factor.none"))) };
  const form: Form = new Form({
    fields: [codeField({ attributes: { "data-focus": true } })],
    action: t("two-factor.action"),
    between: [resend(open, signal, (error) => form.fail(error))],
    beside: [h("a", { href: "sign-in", onclick: () => setPending(null) }, t("two-factor.back"))],
    signal,
    submit: (values) => send(digits(values["code"]!), form),
  });
  const { channel, sent_to } = open.challenge;
  return {
    title,
    content: sheet(
      title,
      h("p", {}, t(channel === "sms" ? "two-factor.by-sms" : "two-factor.by-mail", { to: sent_to })),
      open.unsure && h("p", { class: "note" }, t("common.unsure")),
      form.element,
    ),
  };
}

async function send(code: string, form: Form): Promise<void> {
  const open = pending();
  if (!open) return go("sign-in");
  try {
    const { body } = await client.call("POST", "/2fa", { body: { challenge_id: open.challenge.id, code } });
    setPending(null);
    keepSession(body);
    return goOn();
  } catch (error) {
    if (!isProblem(error, "challenge_closed", "code_used")) throw error;
    setPending(null);
    put(form.element, ...over(error.message));
  }
}

// What is there to do when no code is open any more.
const over = (text: string): Child[] => [h("p", { role: "alert" }, text), h("p", {}, h("a", { class: "button", href: "sign-in" }, t("two-factor.again")))];

/** The button that sends another code, which a reload goes on with. */
export function resend(open: Pending, signal: AbortSignal, fail: (error: unknown) => void): HTMLElement {
  const sent = (challenge: Challenge) => {
    open.challenge = challenge;
    setPending(open);
    announce(t("two-factor.sent"));
  };
  return resendCode(open.challenge, { signal, sent, fail });
}
