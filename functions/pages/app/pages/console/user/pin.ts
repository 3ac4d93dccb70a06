// A caller's support PIN: the one who reads out the right PIN is the user.
import { isProblem } from "latchkey-client";
import { h, put } from "../../../core/dom.js";
import { codeField, digits, Form } from "../../../core/form.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { card } from "../section.js";
import type { Shown } from "../user.js";

type Verdict = "valid" | "wrong" | "none";

export function pinCard({ user, signal }: Shown): HTMLElement {
  const answer = h("div", { role: "status", class: "verdicts" });
  const field = codeField({ name: "pin", label: t("console.pin.label"), hint: t("console.pin.hint"), autocomplete: "off" });
  field.control.addEventListener("input", () => put(answer)); // an answer is about the PIN that stands there
  const form = new Form({
    fields: [field],
    action: t("console.pin.action"),
    signal,
    submit: async ({ pin = "" }) => {
      put(answer);
      const verdict = await check(user.id, digits(pin));
      put(answer, shown(verdict, user.username));
      if (verdict === "wrong") (field.control as HTMLInputElement).select();
    },
  });
  return card(t("console.pin.title"), form.element, answer);
}

async function check(id: number, pin: string): Promise<Verdict> {
  try {
    const { body } = await client.call("POST", "/api/v4/users/{id}/support_pin/verify", { path: { id: String(id) }, body: { pin } });
    return body.valid ? "valid" : "wrong";
  } catch (error) {
    if (isProblem(error, "support_pin_not_found")) return "none";
    throw error;
  }
}

const shown = (verdict: Verdict, name: string) =>
  h("div", { class: `verdict ${verdict}` }, h("strong", {}, t(`console.pin.${verdict}`)), h("p", {}, t(`console.pin.${verdict}-means`, { name })));
