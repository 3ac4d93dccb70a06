// Who the user is to the service: their names, addresses, number and language.
import { confirmed } from "../../core/dialog.js";
import { h, type Child } from "../../core/dom.js";
import { Field, Form, type FieldOptions } from "../../core/form.js";
import { languages, language as shownIn, t } from "../../core/words.js";
import { kept } from "./kept.js";
import { row, type Action, type Editing, type Setting } from "./row.js";
import { change, type Account } from "./state.js";
import type { UserChanges } from "latchkey-client";

export function profile(account: Account): Child {
  const settings: Setting[] = [username(account), email(account), phone(account), language(account)];
  return h("div", { class: "card settings" }, ...settings.map((s) => row(s, account.signal)), kept(account));
}

/** A form of one field that changes the user. */
export function oneField(account: Account, { signal, done, cancel }: Editing, options: FieldOptions, changes: (value: string) => UserChanges, said: () => string): Form {
  const submit = async (values: Record<string, string>) => {
    if (await change(account, changes(values[options.name] ?? ""))) done(said());
  };
  return new Form({ fields: [new Field(options)], action: t("common.save"), beside: [cancel], signal, submit });
}

function username(account: Account): Setting {
  const form = (editing: Editing) =>
    oneField(
      account,
      editing,
      { name: "username", label: t("account.username.new"), autocomplete: "username", value: account.user.username, hint: t("account.username.hint") },
      (value) => ({ username: value.trim() }),
      () => t("account.username.done", { name: account.user.username }),
    );
  return { title: t("account.username.title"), shown: () => account.user.username, actions: () => [{ text: t("account.change"), form }] };
}

function email(account: Account): Setting {
  const form = (editing: Editing) =>
    oneField(
      account,
      editing,
      { name: "email", type: "email", label: t("account.email.new"), autocomplete: "email", hint: t("account.email.hint") },
      (value) => ({ email: value.trim() }),
      () => t("account.email.done", { address: account.user.email }),
    );
  const confirm = async ({ done }: Editing) => {
    if (await change(account, { email: account.user.email })) done(t("account.email.confirmed"));
  };
  return {
    title: t("account.email.title"),
    shown: () => [account.user.email, " ", proof(account.user.email_confirmed)],
    actions: () => [{ text: t("account.change"), form }, !account.user.email_confirmed && { text: t("account.confirm"), run: confirm }],
  };
}

function phone(account: Account): Setting {
  const { signal } = account;
  const form = (editing: Editing) =>
    oneField(
      account,
      editing,
      { name: "phone_number", type: "tel", label: t("account.phone.new"), autocomplete: "tel", hint: t("account.phone.hint") },
      (value) => ({ phone_number: value.replace(/[\s\u00a0()./-]/g, "") }),
      () => t("account.phone.done", { number: account.user.phone_number ?? "" }),
    );
  const confirm = async ({ done }: Editing) => {
    if (await change(account, { phone_number: account.user.phone_number })) done(t("account.phone.confirmed"));
  };
  const remove = async ({ done }: Editing) => {
    const sure = await confirmed(t("account.phone.remove"), t("account.phone.sure"), t("account.remove"), signal);
    if (sure && (await change(account, { phone_number: null }))) done(t("account.phone.removed"));
  };
  return {
    title: t("account.phone.title"),
    shown: () =>
      account.user.phone_number ? [account.user.phone_number, " ", proof(account.user.phone_confirmed)] : h("span", { class: "quiet" }, t("account.phone.none")),
    actions: () => {
      const { phone_number: has, phone_confirmed: proven } = account.user;
      if (!has) return [{ text: t("account.add"), form }];
      return [{ text: t("account.change"), form }, !proven && { text: t("account.confirm"), run: confirm }, { text: t("account.remove"), run: remove }];
    },
  };
}

function language(account: Account): Setting {
  const form = (editing: Editing) => {
    const now = account.user.language;
    const choices = Object.entries(languages);
    // One that the pages do not speak is kept, unless the user chooses another.
    if (now && !(now in languages)) choices.unshift([now, nameOf(now)]);
    return oneField(
      account,
      editing,
      { name: "language", type: "select", label: t("account.language.new"), value: now ?? shownIn, choices, hint: t("account.language.hint") },
      (value) => ({ language: value }),
      () => t("account.language.done", { language: nameOf(account.user.language ?? "") }),
    );
  };
  const actions = (): Action[] => [{ text: t("account.change"), form }];
  return {
    title: t("account.language.title"),
    shown: () => (account.user.language ? nameOf(account.user.language) : h("span", { class: "quiet" }, t("account.language.none"))),
    actions,
  };
}

function nameOf(tag: string): string {
  return languages[tag] ?? new Intl.DisplayNames(shownIn, { type: "language" }).of(tag) ?? tag;
}

const proof = (confirmed: boolean) => h("span", { class: confirmed ? "badge good" : "badge bad" }, t(confirmed ? "account.confirmed" : "account.unconfirmed"));
