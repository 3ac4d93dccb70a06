// The link of the mail. The reader of the mail may not be who registered: a click alone must not make
// a stranger's password good, so the page asks for the password.
import { isProblem } from "latchkey-client";
import { setPending, type Pending } from "../../core/challenge.js";
import { h } from "../../core/dom.js";
import { enter } from "../../core/enter.js";
import { Field, Form } from "../../core/form.js";
import { go, sheet } from "../../core/router.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";

export function withLink(username: string, code: string, signal: AbortSignal): HTMLElement {
  const form = new Form({
    fields: [
      new Field({ name: "username", label: t("confirm.username"), autocomplete: "username", value: username, attributes: { readonly: true } }),
      new Field({ name: "password", type: "password", label: t("common.password"), autocomplete: "current-password", attributes: { "data-focus": true } }),
    ],
    action: t("confirm.link-action"),
    beside: [h("a", { href: "forgot" }, t("sign-in.forgot"))],
    signal,
    // The refusal of the sign-in has the challenge that the code is for. Afterwards, nothing refuses it.
    submit: ({ password = "" }) => {
      const unconfirmed = async (open: Pending) => {
        if (await confirmed(open, code)) await enter(username, password);
      };
      return enter(username, password, { unconfirmed });
    },
  });
  return sheet(t("confirm.title"), h("p", {}, t("confirm.link-text")), form.element, h("p", { class: "after" }, t("confirm.not-you")));
}

async function confirmed(open: Pending, code: string): Promise<boolean> {
  try {
    await client.call("POST", "/users/confirm", { body: { challenge_id: open.challenge.id, code } });
    setPending(null);
    return true;
  } catch (error) {
    if (isProblem(error, "code_used")) return true;
    if (!isProblem(error, "invalid_code", "invalid_fields")) throw error;
    // A newer mail has a newer code, and this page has a box for it.
    setPending(open);
    await go("confirm", { replace: true, note: "old-code" });
    return false;
  }
}
