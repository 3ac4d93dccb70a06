// The second factor: one box for the code that was sent.
import { pending, setPending } from "../core/challenge.js";
import { h, put, type Child } from "../core/dom.js";
import { codeField, digits, Form } from "../core/form.js";
import { troubleOf } from "../core/problem.js";
import { isOver, resend } from "../core/open-code.js";
import { goOn, sheet, type View, type Visit } from "../core/router.js";
import { client, keepSession, session } from "../core/session.js";
import { t } from "../core/words.js";

export default async function twoFactor({ signal }: Visit): Promise<View> {
  const title = t("two-factor.title");
  const open = pending();
  if (!open || open.at !== "/2fa") {
    // The back button of who is signed in leads here.
    if (await session()) return goOn().then(() => ({ title, content: null }));
    return { title, content: sheet(title, ...over(t("two-factor.none"))) };
  }
  const fail = (error: unknown) => (isOver(error) ? close(troubleOf(error).text) : form.fail(error));
  const close = (text: string) => {
    setPending(null);
    put(body, ...over(text));
    body.querySelector<HTMLElement>("[tabindex]")?.focus();
  };
  const form: Form = new Form({
    fields: [codeField({ attributes: { "data-focus": true } })],
    action: t("two-factor.action"),
    between: [resend(open, signal, fail, () => close(t("two-factor.expired")))],
    beside: [h("a", { href: "sign-in", onclick: () => setPending(null) }, t("two-factor.back"))],
    signal,
    submit: (values) => send(open.challenge.id, digits(values["code"]!)).catch(fail),
  });
  const { channel, sent_to } = open.challenge;
  const body = h(
    "div",
    { class: "stack" },
    h("p", {}, t(channel === "sms" ? "two-factor.by-sms" : "two-factor.by-mail", { to: sent_to })),
    open.unsure && h("p", { class: "note" }, t("common.unsure")),
    form.element,
  );
  return { title, content: sheet(title, body) };
}

async function send(challenge: string, code: string): Promise<void> {
  const { body } = await client.call("POST", "/2fa", { body: { challenge_id: challenge, code } });
  setPending(null);
  keepSession(body);
  return goOn();
}

// What is there to do when no code is open any more.
const over = (text: string): Child[] => [
  h("p", { role: "alert", tabindex: "-1" }, text),
  h("p", {}, h("a", { class: "button", href: "sign-in" }, t("two-factor.again"))),
];
