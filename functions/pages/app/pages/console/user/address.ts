// An admin changes the address of a user who has lost the mailbox. The code goes to the new one, so the
// user has to read it out.
import { openDialog } from "../../../core/dialog.js";
import { h } from "../../../core/dom.js";
import { Field, Form } from "../../../core/form.js";
import { proven } from "../../../core/proven.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import type { Shown } from "../user.js";

export async function changeAddress({ user, signal, done }: Shown): Promise<void> {
  const changed = await openDialog<string>(t("console.help.address"), signal, ({ signal, close, cancel }) => {
    const email = new Field({ name: "email", type: "email", label: t("console.help.address-new"), attributes: { autofocus: true } });
    const submit = async () => {
      const body = { email: email.value.trim() };
      const answer = await proven((headers) => client.call("PATCH", "/users/{id}", { path: { id: String(user.id) }, body, headers }), signal);
      if (answer) close(body.email);
    };
    const form = new Form({ fields: [email], action: t("console.help.address-action"), beside: [cancel], signal, submit });
    return [h("p", {}, t("console.help.address-text", { name: user.username })), form.element];
  });
  if (changed) done(t("console.help.address-done", { name: user.username }));
}
