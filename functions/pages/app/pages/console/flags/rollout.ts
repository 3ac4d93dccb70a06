// Who is asked for a mailed code: nobody, a share of the users, those who are listed, or everybody.
import { announce } from "../../../core/announce.js";
import { h, put, type Child } from "../../../core/dom.js";
import { Field, Form } from "../../../core/form.js";
import { number, t } from "../../../core/words.js";
import { setFlag, type Flag } from "../flags.js";
import { badge, card, moment } from "../section.js";
import { share } from "./share.js";
import { userList } from "./users.js";

export function rolloutCard(flag: Flag, signal: AbortSignal): HTMLElement {
  const state = h("p", {});
  const means = h("p", { class: "means", role: "status" });
  const everyone = new Field({ name: "enabled", type: "checkbox", label: t("console.flags.everyone"), checked: flag.enabled });
  const percent = share(flag.percentage, say);
  const listed = userList(flag.users, signal, say);
  everyone.control.addEventListener("change", say);

  function say(): void {
    means.textContent = meaning(everyone.value !== "", percent.value(), listed.ids().length);
  }
  const drawState = () => put(state, status(flag), !!flag.updated_at && [" ", h("span", { class: "quiet small" }, t("console.flags.since"), " ", moment(flag.updated_at))]);
  const form = new Form({
    fields: [everyone],
    action: t("common.save"),
    between: [percent.element, listed.element, means],
    signal,
    submit: async () => {
      if (!(await listed.add())) return; // a name that was typed and not added
      flag = await setFlag(flag.name, { enabled: everyone.value !== "", percentage: percent.value(), users: listed.ids() });
      announce(t("console.flags.saved"));
      drawState();
    },
  });
  drawState();
  say();
  return card(t("console.flags.mfa-title"), h("p", {}, t("console.flags.mfa-means")), state, form.element);
}

function status({ enabled, percentage, users }: Flag): Child {
  if (enabled) return badge(t("console.flags.is-on"), "good");
  if (percentage === 0 && users.length === 0) return badge(t("console.flags.is-off"));
  return [percentage > 0 && badge(t("console.flags.is-share", { percent: percentage }), "good"), " ", users.length > 0 && badge(t("console.flags.is-listed", { n: users.length, count: number(users.length) }), "good")];
}

/** What the settings mean for users who sign in. */
function meaning(everyone: boolean, percentage: number, listed: number): string {
  if (everyone || percentage === 100) return t("console.flags.means-everyone");
  const few = listed > 0 ? ` ${t(percentage > 0 ? "console.flags.means-also" : "console.flags.means-listed", { n: listed, count: number(listed) })}` : "";
  if (percentage === 0) return few ? few.trim() : t("console.flags.means-nobody");
  const { part, of } = fraction(percentage);
  return t("console.flags.means-share", { n: part, part, of }) + few;
}

// The simplest fraction that is close: 25 is 1 of 4, 33 is 1 of 3, 40 is 2 of 5.
function fraction(percentage: number): { part: number; of: number } {
  const close = (of: number) => Math.abs(percentage - (Math.round((percentage * of) / 100) * 100) / of) <= 1;
  const of = [2, 3, 4, 5, 10, 20].find((n) => Math.round((percentage * n) / 100) > 0 && close(n)) ?? 100;
  return { part: Math.round((percentage * of) / 100), of };
}
