// Six digits: of a message, or of an authenticator, which sends none.
import { h, put, type Child } from "../dom.js";
import { codeField, digits, Form } from "../form.js";
import { resendCode } from "../resend.js";
import { t } from "../words.js";
import { focused, isSent, limit, refuse, type Asked } from "./asked.js";
import { others } from "./ways.js";

export function code(asked: Asked): Child[] {
  const { open, asker } = asked;
  const field = codeField({ attributes: focused });
  const said = h("p", { class: "hint", role: "status" });
  const valid = () => limit(asked, isSent(open.challenge) ? "code.valid-for" : "ways.time-left");
  const left = h("div", {}, valid());
  const fail = (error: unknown) => refuse(error, asked, form, field);
  function sent(challenge: Asked["open"]["challenge"], unsure: boolean): void {
    Object.assign(open, { challenge, unsure });
    asker.goesOn(open, "method");
    form.clear();
    said.textContent = t(unsure ? "common.unsure" : "two-factor.sent");
    put(left, valid());
    field.control.focus();
  }
  const again = isSent(open.challenge) && resendCode(open.challenge, { signal: asker.signal, name: asker.name, sent, fail });
  const form: Form = new Form({
    fields: [field],
    action: asker.action,
    danger: asker.danger ?? false,
    between: [h("div", { class: "resend" }, again, left)],
    beside: asker.beside(),
    signal: asker.signal,
    submit: ({ code = "" }) => asker.give(open.challenge, digits(code)).catch(fail),
  });
  return [
    h("div", {}, h("p", {}, where(asked)), said),
    open.unsure && h("p", { class: "note" }, t("common.unsure")),
    form.element,
    others(asked),
  ];
}

function where({ open: { challenge } }: Asked): string {
  if (!isSent(challenge)) return t("ways.by-app");
  return t(challenge.channel === "sms" ? "two-factor.by-sms" : "two-factor.by-mail", { to: challenge.sent_to ?? "" });
}
