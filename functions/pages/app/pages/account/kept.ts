// What applications store of what the user says of themselves. They name its members; those that are
// texts can be changed here, and all others stay as they are.
import type { User } from "latchkey-client";
import { h } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { row, type Editing } from "./row.js";
import { change, type Account } from "./state.js";

type Text = [name: string, value: string];

const texts = (user: User) => Object.entries(user.profile ?? {}).filter((member): member is Text => typeof member[1] === "string");

/** A setting for the texts of the profile, if there are any. */
export function kept(account: Account): HTMLElement | null {
  if (texts(account.user).length === 0) return null;
  const form = ({ signal, done, cancel }: Editing) => {
    const fields = texts(account.user).map(([name, value]) => new Field({ name, label: name, value, optional: true }));
    const submit = async (values: Record<string, string>) => {
      // It is replaced whole, so it is read again: an application may have written to it since.
      const { profile } = await client.user();
      if (await change(account, { profile: { ...profile, ...values } })) done(t("account.profile.done"));
    };
    return new Form({ fields, action: t("common.save"), beside: [cancel], signal, submit });
  };
  const shown = () => [
    h("p", { class: "hint" }, t("account.profile.hint")),
    h("dl", { class: "pairs" }, ...texts(account.user).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  ];
  return row({ title: t("account.profile.title"), shown, actions: () => [{ text: t("account.change"), form }] }, account.signal);
}
