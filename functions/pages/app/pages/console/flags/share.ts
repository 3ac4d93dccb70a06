// A share of the users: a slider with the number beside it.
import { h, id } from "../../../core/dom.js";
import { t } from "../../../core/words.js";

export function share(percentage: number, changed: () => void) {
  const [rangeId, hintId] = [id("share"), id("share-hint")];
  const limits = { min: 0, max: 100, step: 1, autocomplete: "off", "aria-describedby": hintId };
  const range = h("input", { type: "range", id: rangeId, value: percentage, ...limits });
  const box = h("input", { type: "number", value: percentage, inputmode: "numeric", "aria-label": t("console.flags.share-number"), ...limits });
  range.addEventListener("input", () => {
    box.value = range.value;
    changed();
  });
  box.addEventListener("input", () => {
    range.value = String(whole(box.value));
    changed();
  });
  box.addEventListener("change", () => (box.value = range.value));
  const element = h(
    "div",
    { class: "field" },
    h("label", { for: rangeId }, t("console.flags.share")),
    h("p", { class: "hint", id: hintId }, t("console.flags.share-hint")),
    h("div", { class: "share" }, range, h("span", { class: "percent" }, box, h("span", { "aria-hidden": "true" }, "%"))),
  );
  return { element, value: () => whole(range.value) };
}

const whole = (text: string) => Math.min(100, Math.max(0, Math.round(Number(text) || 0)));
