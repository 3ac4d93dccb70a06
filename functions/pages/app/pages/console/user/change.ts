// Role and status of a user.
import { h } from "../../../core/dom.js";
import { Field, Form } from "../../../core/form.js";
import { proven } from "../../../core/proven.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { card } from "../section.js";
import type { Shown } from "../user.js";
import { roles, statuses } from "../users.js";

export function changeCard({ user, signal, done }: Shown): HTMLElement {
  const role = new Field({ name: "role", type: "select", label: t("console.role"), value: user.role, hint: t("console.change.role-hint"), choices: roles() });
  const status = new Field({ name: "status", type: "select", label: t("console.status"), value: user.status, hint: t("console.change.status-hint"), choices: statuses() });
  const said = h("p", { class: "hint", role: "status" });
  const form = new Form({
    fields: [role, status],
    action: t("common.save"),
    beside: [said],
    signal,
    submit: async () => {
      const body = {
        ...(role.value !== user.role && { role: role.value as typeof user.role }),
        ...(status.value !== user.status && { status: status.value as typeof user.status }),
      };
      if (Object.keys(body).length === 0) return void (said.textContent = t("console.change.nothing"));
      const answer = await proven((headers) => client.call("PATCH", "/users/{id}", { path: { id: String(user.id) }, body, headers }), signal);
      if (answer) done(t("console.change.done", { name: user.username }));
    },
  });
  return card(t("console.change.title"), form.element);
}
