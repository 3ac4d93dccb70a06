// The code that an admin gave to the user.
import { h } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { newPassword } from "../../core/newpassword.js";
import { sheet, type View } from "../../core/router.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { chosen } from "./chosen.js";

/** The code in a text as it was typed or pasted. */
const found = (typed: string) => /lka_[0-9a-f]{16}_[\w-]{48}/.exec(typed.replace(/\s/g, ""))?.[0];

export function withAdminCode(signal: AbortSignal): View {
  const title = t("reset.title");
  // A deployment may ask for no code (AdminResetCode).
  const code = new Field({
    name: "reset_code",
    type: "textarea",
    label: t("reset.code"),
    hint: t("reset.code-hint"),
    attributes: { rows: 3, class: "mono", spellcheck: "false", autocapitalize: "none", required: false },
  });
  const form = new Form({
    fields: [
      new Field({ name: "username", label: t("reset.username"), autocomplete: "username" }),
      code,
      newPassword({ name: "new_password", label: t("reset.password") }),
    ],
    action: t("reset.action"),
    signal,
    submit: async ({ username = "", reset_code: typed = "", new_password = "" }) => {
      const used = found(typed);
      if (typed.trim() && !used) {
        code.complain(t("reset.no-code")); // there are three tries, and this is none
        return code.control.focus();
      }
      const body = { username: username.trim(), new_password, ...(used && { reset_code: used }) };
      await client.call("POST", "/api/v1/auth/reset-password", { body });
      await chosen(body.username);
    },
  });
  const mail = h("p", { class: "after" }, t("reset.mail"), " ", h("a", { href: "reset" }, t("forgot.to-paste")));
  return { title, content: sheet(title, h("p", {}, t("reset.code-text")), form.element, mail) };
}
