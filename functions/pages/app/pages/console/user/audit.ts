// What was done with an account, newest first.
import type { AuditEvent } from "latchkey-client";
import { h, type Child } from "../../../core/dom.js";
import { client } from "../../../core/session.js";
import { t, type Key } from "../../../core/words.js";
import { listing, type Column } from "../listing.js";
import { badge, card, moment } from "../section.js";
import type { Shown } from "../user.js";

export function auditCard({ user, signal }: Shown): HTMLElement {
  const read = async (cursor: string | undefined) => {
    const query = { id: String(user.id), ...(cursor && { cursor }) };
    const { body } = await client.call("GET", "/api/v1/admin/users/{username}/audit", { path: { username: "-" }, query });
    return { items: body.events, next: body.next_cursor };
  };
  return card(t("console.audit.title"), listing({ caption: t("console.audit.title"), columns: columns(), read, empty: t("console.audit.none"), signal }));
}

function columns(): Column<AuditEvent>[] {
  return [
    { head: t("console.audit.event"), cell: what },
    { head: t("console.audit.when"), cell: (event) => moment(event.created_at), aligned: true },
    { head: t("console.audit.who"), cell: who },
    { head: t("console.address"), cell: (event) => [event.address, event.via && h("span", { class: "quiet" }, ` ${t("console.audit.backend")}`)], aligned: true },
  ];
}

function what({ event, outcome, reason }: AuditEvent): Child {
  const key = `console.events.${event}` as Key;
  const said = t(key); // a newer service may have events that have no words here
  return [said === key ? event : said, outcome === "failure" && [" ", badge(t("console.audit.failed"), "bad")], reason && h("p", { class: "reason" }, reason)];
}

function who({ actor_id, user_id, service_key_id }: AuditEvent): Child {
  if (service_key_id) return [t("console.audit.service"), " ", h("span", { class: "number" }, String(service_key_id))];
  if (actor_id === client.session?.user.id) return t("console.audit.you");
  if (actor_id === user_id) return t("console.audit.self");
  if (!actor_id) return t("console.audit.nobody");
  return h("a", { href: `console#users/${actor_id}`, class: "number" }, String(actor_id));
}
