// The token of a mail: of a reset, or of an invitation, which has no password yet.
import { h } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { newPassword } from "../../core/newpassword.js";
import { sheet, type View } from "../../core/router.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { chosen } from "./chosen.js";

const invites = (token: string) => token.startsWith("lki_");

/** The token in a text that was pasted, with whatever stands around it. Mail programs break its line. */
const found = (pasted: string) => /lk[ri]_[\w-]{60}/.exec(pasted.replace(/\s/g, ""))?.[0];

/** The form, which asks for the token where the link did not bring it: some mail programs cut it off. */
export function withToken(token: string | undefined, signal: AbortSignal): View {
  const title = t(token && invites(token) ? "reset.choose" : "reset.title");
  const paste = new Field({
    name: "token",
    type: "textarea",
    label: t("reset.token"),
    hint: t("reset.token-hint"),
    attributes: { rows: 3, class: "mono", spellcheck: "false", autocapitalize: "none" },
  });
  const form = new Form({
    fields: [...(token ? [] : [paste]), newPassword({ name: "new_password", label: t("reset.password"), ...(token ? { attributes: { "data-focus": true } } : {}) })],
    action: t("reset.action"),
    signal,
    submit: async ({ token: pasted = "", new_password = "" }) => {
      const used = token ?? found(pasted);
      if (!used) {
        paste.complain(t("reset.no-token"));
        return paste.control.focus();
      }
      await client.call("POST", "/password-reset/confirm", { body: { token: used, new_password } });
      await chosen();
    },
  });
  const content = sheet(
    title,
    h("p", {}, t(!token ? "reset.paste" : invites(token) ? "reset.choose-text" : "reset.text")),
    form.element,
    h(
      "div",
      { class: "after" },
      !token && h("p", {}, t("forgot.code"), " ", h("a", { href: "reset#code" }, t("forgot.enter-code"))),
      h("p", {}, t("reset.old"), " ", h("a", { href: "forgot" }, t("reset.ask"))),
    ),
  );
  return { title, content };
}
