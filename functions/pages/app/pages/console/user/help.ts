// What helps a user who cannot sign in, and the end of an account.
import { announce } from "../../../core/announce.js";
import { confirmed, openDialog } from "../../../core/dialog.js";
import { h, put, type Child } from "../../../core/dom.js";
import { Field, Form } from "../../../core/form.js";
import { alertOf } from "../../../core/problem.js";
import { proven } from "../../../core/proven.js";
import { withFreshSession } from "../../../core/renew.js";
import { go } from "../../../core/router.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { button, card } from "../section.js";
import type { Shown } from "../user.js";
import { changeAddress } from "./address.js";
import { allowReset } from "./reset.js";

type Act = "allow" | "withdraw" | "address" | "factors" | "delete";

export function helpCard(shown: Shown): HTMLElement {
  const alerts = h("div", { class: "alerts" });
  const act = (name: Act, work: (shown: Shown) => Promise<void>): Child => {
    const run = async () => {
      put(alerts);
      try {
        await work(shown);
      } catch (error) {
        if (shown.signal.aborted) return;
        const alert = alertOf(error, shown.signal);
        put(alerts, alert);
        alert.focus();
      }
    };
    const start = button(t(`console.help.${name}`), run, name === "delete" ? "second danger" : "second");
    return h("li", {}, h("p", {}, t(`console.help.${name}-means`)), start);
  };
  return card(
    t("console.help.title"),
    alerts,
    h("ul", { class: "acts" }, act("allow", allowReset), act("withdraw", withdraw), act("address", changeAddress), act("factors", resetFactors), act("delete", remove)),
  );
}

async function withdraw({ user, signal }: Shown): Promise<void> {
  const text = t("console.help.withdraw-text", { name: user.username });
  if (!(await confirmed(t("console.help.withdraw"), text, t("console.help.withdraw"), signal))) return;
  await client.call("DELETE", "/api/v1/admin/users/{username}/allow-reset", { path: { username: user.username }, query: { id: String(user.id) } });
  announce(t("console.help.withdrawn"));
}

async function resetFactors({ user, signal, done }: Shown): Promise<void> {
  const answer = await openDialog<true>(t("console.help.factors"), signal, ({ signal, close, cancel }) => {
    const reason = new Field({ name: "reason", type: "textarea", label: t("console.help.reason"), hint: t("console.help.reason-hint"), attributes: { minlength: 10, maxlength: 200 } });
    const send = () =>
      client.call("POST", "/api/v1/admin/users/{username}/reset-factors", { path: { username: user.username }, query: { id: String(user.id) }, body: { reason: reason.value.trim() } });
    const form: Form = new Form({
      fields: [reason],
      action: t("console.help.factors"),
      danger: true,
      beside: [cancel],
      signal,
      submit: async () => {
        if (reason.value.trim().length < 10) {
          reason.complain(t("console.help.reason-short"));
          return reason.control.focus();
        }
        if (await withFreshSession(send, signal)) close(true);
      },
    });
    return [h("p", {}, t("console.help.factors-text", { name: user.username })), form.element];
  });
  if (answer) done(t("console.help.factors-done", { name: user.username }));
}

async function remove({ user, signal }: Shown): Promise<void> {
  const sure = await confirmed(t("console.help.delete"), t("console.help.delete-text", { name: user.username }), t("console.help.delete"), signal, { danger: true });
  if (!sure) return;
  const answer = await proven((headers) => client.call("DELETE", "/users/{id}", { path: { id: String(user.id) }, headers }), signal);
  if (!answer) return;
  await go("console#users", { replace: true });
  announce(t("console.help.deleted", { name: user.username }));
}
