// The metadata of a user, as JSON.
import { h } from "../../../core/dom.js";
import { Field, Form } from "../../../core/form.js";
import { proven } from "../../../core/proven.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { card } from "../section.js";
import type { Shown } from "../user.js";

export function metadataCard({ user, signal, done }: Shown): HTMLElement {
  const shown = user.metadata ? JSON.stringify(user.metadata, null, 2) : "";
  const text = new Field({
    name: "metadata", type: "textarea", label: t("console.metadata.label"), hint: t("console.metadata.hint"), value: shown, attributes: { required: false, rows: Math.min(12, Math.max(4, shown.split("\n").length)), class: "mono", spellcheck: "false", autocapitalize: "none" },
  });
  const form = new Form({
    fields: [text],
    action: t("common.save"),
    signal,
    submit: async () => {
      const metadata = read(text.value);
      if (metadata === undefined) {
        text.complain(t("console.metadata.wrong"));
        return text.control.focus();
      }
      const answer = await proven((headers) => client.call("PATCH", "/users/{id}", { path: { id: String(user.id) }, body: { metadata }, headers }), signal);
      if (answer) done(t("console.metadata.done"));
    },
  });
  const { profile } = user;
  return card(t("console.metadata.title"), form.element, profile && h("details", {}, h("summary", {}, t("console.metadata.profile")), h("pre", { class: "mono", tabindex: "0" }, JSON.stringify(profile, null, 2))));
}

// An empty text removes it.
function read(text: string): Record<string, unknown> | null | undefined {
  if (!text.trim()) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
