// What it takes to sign in: the password, and a code where the second factor is on.
import { h, type Child } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { newPassword } from "../../core/newpassword.js";
import { client, isStaff } from "../../core/session.js";
import { t, time } from "../../core/words.js";
import { row, type Action, type Editing, type Setting } from "./row.js";
import { change, type Account } from "./state.js";

export function security(account: Account): Child {
  const settings = [password(account), secondFactor(account), lastSignIn(account)];
  return h("div", { class: "card settings" }, ...settings.map((s) => row(s, account.signal)));
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

function secondFactor(account: Account): Setting {
  const set = (text: string, changes: Parameters<typeof change>[1], said: string): Action => ({
    text,
    run: async ({ done }) => {
      if (await change(account, changes)) done(said);
    },
  });
  const byMail = (text: string) => set(text, { "2fa": true, "2fa_method": "email" }, t("account.2fa.now-mail"));
  const bySMS = (text: string) => set(text, { "2fa": true, "2fa_method": "sms" }, t("account.2fa.now-sms"));
  const actions = () => {
    const { phone_confirmed: sms, "2fa": on, "2fa_method": method } = account.user;
    if (!on) return [byMail(t("account.2fa.on-mail")), sms && bySMS(t("account.2fa.on-sms"))];
    return [
      method === "sms" ? byMail(t("account.2fa.to-mail")) : sms && bySMS(t("account.2fa.to-sms")),
      !isStaff() && { ...set(t("account.2fa.turn-off"), { "2fa": false }, t("account.2fa.now-off")), danger: true },
    ];
  };
  return { title: t("account.2fa.title"), long: true, shown: () => state(account), actions };
}

// What the second factor is set to, and what there is to know about it.
function state({ user }: Account): Child[] {
  const on = user["2fa"];
  const how = user["2fa_method"] === "sms" ? t("account.2fa.by-sms", { to: user.phone_number ?? "" }) : t("account.2fa.by-mail", { to: user.email });
  const hint = (...said: Child[]) => h("p", { class: "hint" }, ...said);
  return [
    h("p", {}, h("span", { class: on ? "badge good" : "badge" }, t(on ? "account.2fa.on" : "account.2fa.off"))),
    h("p", {}, on ? how : t("account.2fa.without")),
    !on && user.email_otp_required_after && hint(rollout(user.email_otp_required_after)),
    !user.phone_confirmed && hint(t("account.2fa.no-phone"), " ", h("a", { href: "#profile" }, t("account.2fa.to-profile"))),
    on && isStaff() && hint(t("account.2fa.staff")),
    hint(t("account.2fa.ends")),
  ];
}

function rollout(after: string): string {
  return new Date(after) > new Date() ? t("account.2fa.rollout", { time: time(after) }) : t("account.2fa.rolled-out");
}

function lastSignIn({ user }: Account): Setting {
  const shown = () => [user.last_login ? time(user.last_login) : t("account.last.none"), h("p", { class: "hint" }, t("account.last.hint"))];
  return { title: t("account.last.title"), shown, actions: () => [] };
}
