// Which factors a user has. Their secrets are nobody's to see.
import type { Factor, FactorList } from "latchkey-client";
import { h, type Child } from "../../../core/dom.js";
import { loaded } from "../../../core/loaded.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { row, table, type Column } from "../listing.js";
import { badge, card, moment, nothing } from "../section.js";
import type { Shown } from "../user.js";

export function factorsCard({ user, signal }: Shown): HTMLElement {
  return card(t("factors.title"), loaded(signal, () => client.factors.list(user.id), draw));
}

function draw({ factors, recovery_codes: codes }: FactorList): Child[] {
  const columns: Column<Factor>[] = [
    { head: t("staff-factors.type"), cell: (f) => [t(`factors.types.${f.type}`), !f.usable && [" ", badge(t("factors.unusable"), "bad")]] },
    { head: t("factors.name"), cell: (f) => f.name ?? f.sent_to ?? nothing() },
    { head: t("factors.since"), cell: (f) => (f.created_at ? moment(f.created_at) : nothing()), aligned: true },
    { head: t("factors.used"), cell: (f) => moment(f.last_used_at), aligned: true },
  ];
  const left = h("p", { class: "quiet" }, codes ? t("staff-factors.codes", { n: codes.left }) : t("staff-factors.no-codes"));
  if (factors.length === 0) return [h("p", { class: "quiet" }, t("staff-factors.none")), codes && left];
  const body = h("tbody", { role: "rowgroup" }, ...factors.map((f) => row(columns, f)));
  return [h("div", { class: "scroll" }, table({ caption: t("factors.title"), columns }, body)), left];
}
