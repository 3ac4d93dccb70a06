// The factors that the user has.
import type { Factor } from "latchkey-client";
import { openDialog } from "../../../core/dialog.js";
import { h, type Child } from "../../../core/dom.js";
import { isStaff } from "../../../core/session.js";
import { t, time } from "../../../core/words.js";
import type { Action, Editing, Setting } from "../row.js";
import type { Factors } from "./section.js";
import { removeFactor } from "./state.js";

/** A row for each factor, in the order of the service. */
export function held(now: Factors): Setting[] {
  return now.factors.map((factor) => ({ title: nameOf(factor), level: "h4", shown: () => shown(factor, now), actions: () => [remove(factor, now)] }));
}

/** What a factor is called: those that send codes have no name of their own. */
export const nameOf = (factor: Factor) => factor.name ?? t(`factors.types.${factor.type}`);

function shown(factor: Factor, now: Factors): Child[] {
  const { usable, proves_from: from } = factor;
  const what = factor.sent_to ?? t(`factors.types.${factor.type}`);
  return [
    (what !== nameOf(factor) || !usable) && h("p", {}, what, !usable && [" ", h("span", { class: "badge bad" }, t("factors.unusable"))]),
    h("dl", { class: "facts" }, factor.created_at && fact(t("factors.since"), factor.created_at), fact(t("factors.used"), factor.last_used_at)),
    !usable && h("p", { class: "hint" }, t("factors.unusable-why")),
    from && now.factors.length > 1 && h("p", { class: "hint" }, t("factors.proves-from", { time: time(from) })),
    isLast(now) && h("p", { class: "hint" }, t("factors.staff.last")),
  ];
}

const fact = (name: string, at: string | null) => h("div", {}, h("dt", {}, name), h("dd", {}, at ? h("time", { datetime: at }, time(at)) : t("factors.never")));

// Staff keep one.
const isLast = ({ factors }: Factors) => isStaff() && factors.length === 1;

function remove(factor: Factor, now: Factors): Action | false {
  const run = async ({ signal }: Editing) => {
    if ((await isSure(factor, now)) && (await removeFactor(factor.id, signal))) now.changed(t("factors.removed", { name: nameOf(factor) }));
  };
  return !isLast(now) && { text: t("account.remove"), danger: true, run };
}

// Says what is left, because it is what the user signs in with from then on.
async function isSure(factor: Factor, { factors, signal }: Factors): Promise<boolean> {
  const left = factors.filter((other) => other !== factor && other.usable);
  const answer = await openDialog<true>(t("factors.remove.sure", { name: nameOf(factor) }), signal, ({ close, cancel }) => [
    left.length === 0
      ? h("p", {}, t("factors.remove.nothing-left"))
      : h("div", { class: "stack" }, h("p", {}, t("factors.remove.left")), h("ul", { class: "dots" }, ...left.map((other) => h("li", {}, nameOf(other))))),
    h("p", { class: "hint" }, t("factors.remove.ends")),
    h("div", { class: "actions" }, h("button", { type: "button", class: "primary danger", onclick: () => close(true) }, t("account.remove")), cancel),
  ]);
  return answer === true;
}
