// What it takes to sign in: the password, and the factors beside it.
import { h, type Child } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { newPassword } from "../../core/newpassword.js";
import { client } from "../../core/session.js";
import { t, time } from "../../core/words.js";
import { factors } from "./factors/section.js";
import { row, type Editing, type Setting } from "./row.js";
import type { Account } from "./state.js";

export function security(account: Account): Child {
  const settings = [password(account), lastSignIn(account)];
  return [h("div", { class: "card settings" }, ...settings.map((s) => row(s, account.signal))), factors(account)];
}

function password({ user }: Account): Setting {
  const form = ({ signal, done, cancel }: Editing) => {
    const now = new Field({ name: "current_password", type: "password", label: t("account.password.current"), autocomplete: "current-password" });
    const next = newPassword({ name: "new_password", label: t("account.password.new") });
    const submit = async ({ current_password = "", new_password = "" }: Record<string, string>) => {
      await client.changePassword(current_password, new_password);
      if (!signal.aborted) done(t("account.password.done"));
    };
    const made = new Form({ fields: [now, next], action: t("account.password.action"), beside: [cancel], signal, submit });
    // Password managers look for whose password it is.
    made.element.prepend(h("input", { type: "text", autocomplete: "username", value: user.username, readonly: true, hidden: true }));
    return made;
  };
  const shown = () => h("span", { class: "quiet" }, t("account.password.shown"));
  return { title: t("account.password.title"), shown, actions: () => [{ text: t("account.change"), form }] };
}

function lastSignIn({ user }: Account): Setting {
  const shown = () => [user.last_login ? time(user.last_login) : t("account.last.none"), h("p", { class: "hint" }, t("account.last.hint"))];
  return { title: t("account.last.title"), shown, actions: () => [] };
}
