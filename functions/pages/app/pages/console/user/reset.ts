// An admin allows a user to set a new password, and gets the code for them once.
import { copying } from "../../../core/copying.js";
import { countdown } from "../../../core/countdown.js";
import { openDialog, type Dialog } from "../../../core/dialog.js";
import { h, put, type Child } from "../../../core/dom.js";
import { Form } from "../../../core/form.js";
import { withFreshSession } from "../../../core/renew.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { button } from "../section.js";
import type { Shown } from "../user.js";

interface Grant {
  expires_at: string;
  reset_code?: string;
}

export async function allowReset({ user, signal }: Shown): Promise<void> {
  const key = crypto.randomUUID(); // a second try gets the code of the first one
  await openDialog<true>(t("console.help.allow"), signal, (dialog) => {
    const place = h("div", { class: "reset-dialog" });
    const send = () =>
      client.call("POST", "/api/v1/admin/users/{username}/allow-reset", { path: { username: user.username }, query: { id: String(user.id) }, headers: { "Idempotency-Key": key } });
    const form = new Form({
      fields: [],
      action: t("console.reset.action"),
      beside: [dialog.cancel],
      signal: dialog.signal,
      submit: async () => {
        const answer = await withFreshSession(send, dialog.signal);
        if (answer) put(place, ...allowed(answer.body, user.username, dialog));
        place.querySelector<HTMLElement>("[data-first]")?.focus();
      },
    });
    put(place, h("p", {}, t("console.reset.text", { name: user.username })), h("p", {}, t("console.reset.care")), form.element);
    return [place];
  });
}

function allowed({ reset_code: code, expires_at }: Grant, name: string, { signal, close }: Dialog<true>): Child[] {
  const end = button(t("common.close"), () => close(true), code ? "second" : "primary", { "data-first": !code });
  const limit = h("p", { class: "hint" });
  put(limit, t("console.reset.valid-for"), " ", countdown(new Date(expires_at), signal, () => (limit.textContent = t("console.reset.expired"))));
  if (!code) return [h("p", { role: "status" }, t("console.reset.no-code", { name })), limit, h("div", { class: "actions" }, end)];
  const shown = h("p", { class: "once", tabindex: "0", role: "group", "aria-label": t("console.reset.code"), "data-first": true }, code);
  const [copy, copied] = copying(code);
  return [
    h("p", { role: "status" }, t("console.reset.read", { name })),
    shown,
    limit,
    h("p", { class: "note" }, t("console.reset.once")),
    h("div", { class: "actions" }, copy, end, copied),
  ];
}
