// A recovery code, in the place of every other. It is no guess, so no try is counted.
import { h, type Child } from "../dom.js";
import { Field, Form } from "../form.js";
import { t } from "../words.js";
import { focused, limit, refuse, type Asked } from "./asked.js";

const characters = /^[0-9a-z]{16}$/i;

export function recovery(asked: Asked): Child[] {
  const { open, asker } = asked;
  const field = new Field({
    name: "recovery_code",
    label: t("recovery.label"),
    hint: t("recovery.hint"),
    attributes: { class: "mono", autocapitalize: "characters", spellcheck: "false", maxlength: 64, ...focused },
  });
  const submit = async ({ recovery_code: typed = "" }: Record<string, string>) => {
    const used = typed.replace(/[^0-9a-z]/gi, "");
    if (characters.test(used)) return asker.give(open.challenge, used).catch((error: unknown) => refuse(error, asked, form, field, t("recovery.wrong")));
    field.complain(t("recovery.malformed"));
    field.control.focus();
  };
  const back = h("button", { type: "button", class: "second", onclick: () => asked.show("method") }, t("ways.back"));
  const form: Form = new Form({
    fields: [field],
    action: asker.action,
    danger: asker.danger ?? false,
    between: [h("div", { class: "resend" }, limit(asked))],
    beside: [back],
    signal: asker.signal,
    submit,
  });
  return [h("p", {}, t("recovery.text")), form.element];
}
