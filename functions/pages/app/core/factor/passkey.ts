// A passkey: the browser is asked when the user says so.
import { h, set, type Child } from "../dom.js";
import { Form } from "../form.js";
import { canUsePasskeys, NoPasskey, signed } from "../passkey.js";
import { t } from "../words.js";
import { focused, limit, refuse, type Asked } from "./asked.js";
import { list, others } from "./ways.js";

export function passkey(asked: Asked): Child[] {
  const { open, asker } = asked;
  if (!canUsePasskeys()) return [h("p", { class: "note" }, t("passkey.cannot")), list(asked), h("div", { class: "actions" }, asker.beside())];
  const sign = async () => {
    const options = open.challenge.public_key;
    if (!options) throw new NoPasskey("passkey.failed");
    return signed(options, { signal: asker.signal });
  };
  const form: Form = new Form({
    fields: [],
    action: t(asker.danger ? "passkey.delete" : "passkey.use"),
    danger: asker.danger ?? false,
    between: [h("div", { class: "resend" }, limit(asked))],
    beside: asker.beside(),
    signal: asker.signal,
    submit: () => asker.prove(open.challenge, sign).catch((error: unknown) => refuse(error, asked, form)),
  });
  for (const [name, value] of Object.entries(focused)) set(form.button, name, value);
  return [h("p", {}, t("passkey.text")), form.element, others(asked)];
}
