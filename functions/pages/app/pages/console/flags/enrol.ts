// Whether new users are enrolled: a switch.
import { announce } from "../../../core/announce.js";
import { h, put, set } from "../../../core/dom.js";
import { alertOf } from "../../../core/problem.js";
import { t } from "../../../core/words.js";
import { setFlag, type Flag } from "../flags.js";
import { card, moment } from "../section.js";

export function enrolCard(flag: Flag, signal: AbortSignal): HTMLElement {
  const alerts = h("div", { class: "alerts" });
  const turned = h("p", { class: "quiet small" });
  const knob = h("button", { type: "button", role: "switch", class: "switch" }, h("span", { class: "switch-knob" }), h("span", {}, t("console.flags.enrol")));
  let busy = false;
  const draw = () => {
    set(knob, "aria-checked", String(flag.enabled));
    put(turned, t(flag.enabled ? "console.flags.enrol-on" : "console.flags.enrol-off"), !!flag.updated_at && [" ", t("console.flags.since"), " ", moment(flag.updated_at)]);
  };
  knob.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    put(alerts);
    try {
      flag = await setFlag(flag.name, { enabled: !flag.enabled });
      announce(t("console.flags.saved"));
    } catch (error) {
      if (!signal.aborted) put(alerts, alertOf(error, signal));
    }
    busy = false;
    draw();
  });
  draw();
  return card(t("console.flags.enrol-title"), h("p", {}, t("console.flags.enrol-means")), alerts, knob, turned);
}
