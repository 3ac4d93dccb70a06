// Service keys: by each, another program calls the service.
import type { components } from "latchkey-client";
import { announce } from "../../core/announce.js";
import { confirmed, openDialog } from "../../core/dialog.js";
import { h, id as newId, put, type Child } from "../../core/dom.js";
import { Field, Form } from "../../core/form.js";
import { withFreshSession } from "../../core/renew.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { listing, type Column } from "./listing.js";
import { badge, button, date, failed, heading, moment, type Section } from "./section.js";
import { endOf, inDays, shownOnce } from "./secret.js";

type Key = components["schemas"]["ServiceKey"];
type Scope = components["schemas"]["Scope"];

const scopes = ["users:read", "users:register", "metadata:write", "sessions:revoke"] as const satisfies Scope[];

export const serviceKeysSection: Section = ({ signal }) => {
  const list = h("div", {});
  const alerts = h("div", { class: "alerts" });
  const show = () => put(list, listing({ caption: t("console.service-keys.title"), columns: columns(revoke), read, empty: t("console.service-keys.none"), signal }));
  async function revoke(key: Key): Promise<void> {
    const text = t("console.service-keys.revoke-text", { name: key.name });
    if (!(await confirmed(t("console.keys.revoke"), text, t("console.keys.revoke"), signal, { danger: true }))) return;
    try {
      const send = () => client.call("DELETE", "/api/v1/admin/service-keys/{id}", { path: { id: String(key.id) } });
      if (!(await withFreshSession(send, signal))) return;
      put(alerts);
      announce(t("console.keys.revoked"));
    } catch (error) {
      if (!signal.aborted) put(alerts, failed(error, signal, () => revoke(key)));
    }
    show();
  }
  show();
  const issuing = button(t("console.service-keys.issue"), () => issue(signal).then((issued) => issued && show()), "primary");
  return [heading(t("console.service-keys.title"), issuing), h("p", { class: "quiet" }, t("console.service-keys.about")), alerts, list];
};

async function read(cursor: string | undefined) {
  const { body } = await client.call("GET", "/api/v1/admin/service-keys", { query: cursor ? { cursor } : {} });
  return { items: body.keys, next: body.next_cursor };
}

function columns(revoke: (key: Key) => Promise<void>): Column<Key>[] {
  return [
    { head: t("console.service-keys.name"), cell: (key) => [key.name, " ", h("span", { class: "mono quiet" }, `…${key.hint}`)] },
    { head: t("console.keys.state"), cell: state },
    { head: t("console.service-keys.may"), cell: (key) => key.scopes.map((scope) => t(`console.scopes.${scope}`)).join(", ") },
    { head: t("console.service-keys.last-used"), cell: (key) => moment(key.last_used_at), aligned: true },
    { head: t("console.keys.until"), cell: (key) => date(key.expires_at), aligned: true },
    { head: t("console.action"), cell: (key) => usable(key) && button(t("console.keys.revoke"), () => revoke(key), "plain") },
  ];
}

const expired = (key: Key) => new Date(key.expires_at) <= new Date();
const usable = (key: Key) => !key.revoked_at && !expired(key);

function state(key: Key): Child {
  if (key.revoked_at) return badge(t("console.keys.is-revoked"), "bad");
  return expired(key) ? badge(t("console.keys.expired")) : badge(t("console.keys.active"), "good");
}

function issue(signal: AbortSignal): Promise<true | null> {
  const id = crypto.randomUUID();
  let issued: true | null = null;
  return openDialog<true>(t("console.service-keys.issue"), signal, ({ signal, close, cancel }) => {
    const place = h("div", { class: "issue" });
    const name = new Field({ name: "name", label: t("console.service-keys.name"), hint: t("console.service-keys.name-hint"), attributes: { maxlength: 60, autofocus: true } });
    const boxes = scopes.map((scope) => new Field({ name: scope, type: "checkbox", label: t(`console.scopes.${scope}`) }));
    const until = new Field({ name: "expires_at", type: "date", label: t("console.keys.until"), hint: t("console.service-keys.until-hint"), optional: true, attributes: { min: inDays(0), max: inDays(364) } });
    const missing = h("p", { class: "error", id: newId("scopes-error") });
    const chosen = h("fieldset", { "aria-describedby": missing.id }, h("legend", {}, t("console.service-keys.may")), ...boxes.map((box) => box.element), missing);
    let [asked, attempt] = ["", 0];
    const submit = async () => {
      const wanted = scopes.filter((_, at) => boxes[at]?.value);
      missing.textContent = wanted.length === 0 ? t("console.service-keys.no-scope") : "";
      if (wanted.length === 0) return boxes[0]?.control.focus();
      const body = { name: name.value.trim(), scopes: wanted, ...(until.value && { expires_at: endOf(until.value) }) };
      if (JSON.stringify(body) !== asked) [asked, attempt] = [JSON.stringify(body), attempt + 1];
      const send = () => client.call("POST", "/api/v1/admin/service-keys", { body, headers: { "Idempotency-Key": `${id}-${attempt}` } });
      const answer = await withFreshSession(send, signal);
      if (!answer) return;
      issued = true;
      put(place, ...shownOnce({ keys: [answer.body.service_key], file: `${body.name.replace(/[^\w-]+/g, "-")}.key.txt`, close: () => close(true) }));
      place.querySelector<HTMLElement>("[data-first]")?.focus();
    };
    put(place, new Form({ fields: [name, until], action: t("console.service-keys.issue"), between: [chosen], beside: [cancel], signal, submit }).element);
    return [place];
  }).then(() => issued);
}
