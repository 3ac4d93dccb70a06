// What is stored of the user: a copy of it, and the end of it.
import { openDialog } from "../../core/dialog.js";
import { h, type Child } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { proven } from "../../core/proven.js";
import { leaveFor, sheet } from "../../core/router.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { row, type Editing } from "./row.js";
import type { Account } from "./state.js";

export function data(account: Account): Child {
  const copy = { title: t("account.export.title"), shown: () => t("account.export.text"), actions: () => [{ text: t("account.export.action"), run: download }] };
  const remove = () => removeAccount(account);
  const end = { title: t("account.delete.title"), shown: () => t("account.delete.text"), actions: () => [{ text: t("account.delete.action"), danger: true, run: remove }] };
  return h("div", { class: "card settings" }, row(copy, account.signal), row(end, account.signal));
}

async function download({ signal, done }: Editing): Promise<void> {
  const { body } = await client.call("GET", "/users/{id}/export", { path: { id: "me" } });
  if (signal.aborted) return;
  const file = URL.createObjectURL(new Blob([JSON.stringify(body, null, 2)], { type: "application/json" }));
  h("a", { href: file, download: `account-${body.user.username}.json` }).click();
  signal.addEventListener("abort", () => URL.revokeObjectURL(file)); // the browser may ask where to, first
  done(t("account.export.done"));
}

async function removeAccount({ user, signal }: Account): Promise<void> {
  if (!(await isSure(user.username, signal))) return;
  const reply = await proven((headers) => client.call("DELETE", "/users/{id}", { path: { id: "me" }, headers }), signal);
  if (!reply) return;
  const title = t("account.delete.goodbye");
  const again = h("a", { class: "button second", href: "register" }, t("account.delete.register"));
  leaveFor("sign-in", { title, content: sheet(title, h("p", {}, t("account.delete.gone")), h("p", {}, again)) });
  client.session = null;
}

// Nobody types their name by mistake.
async function isSure(username: string, signal: AbortSignal): Promise<boolean> {
  const answer = await openDialog<true>(t("account.delete.sure"), signal, ({ signal, close, cancel }) => {
    const name = new Field({ name: "name", label: t("account.delete.type", { name: username }), attributes: { autofocus: true, autocapitalize: "none", spellcheck: "false" } });
    const submit = async () => {
      if (name.value.trim().toLowerCase() === username) return close(true);
      name.complain(t("account.delete.wrong"));
      name.control.focus();
    };
    const form = new Form({ fields: [name], action: t("account.delete.go-on"), danger: true, beside: [cancel], signal, submit });
    return [h("p", {}, t("account.delete.what")), form.element];
  });
  return answer === true;
}
