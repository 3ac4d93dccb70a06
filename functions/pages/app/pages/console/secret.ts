// Keys that are shown once.
import { copying, download } from "../../core/copying.js";
import { h, type Child } from "../../core/dom.js";
import { t } from "../../core/words.js";
import { button } from "./section.js";

export interface Once {
  keys: string[];
  /** The name of the file that they can be saved as. */
  file: string;
  close: () => void;
}

/** The keys, with what there is to do before they are gone. */
export function shownOnce({ keys, file, close }: Once): Child[] {
  const all = keys.join("\n");
  const [copy, copied] = copying(all);
  return [
    h("p", { role: "status" }, t("console.once.text", { n: keys.length })),
    h("pre", { class: "once", tabindex: "0", role: "group", "aria-label": t("console.once.keys"), "data-first": true }, all),
    h("p", { class: "note" }, t("console.once.gone", { n: keys.length })),
    h(
      "div",
      { class: "actions" },
      copy,
      button(t("console.once.download"), () => download(file, "text/plain", `${all}\n`)),
      button(t("common.close"), close),
      copied,
    ),
  ];
}

/** The end of a day that was chosen, as the service takes it. */
export const endOf = (day: string) => new Date(`${day}T23:59:59`).toISOString().replace(/\.\d+/, "");

/** A day from now, as a date field has it. */
export function inDays(days: number): string {
  const at = new Date(Date.now() + days * 24 * 3600 * 1000);
  return [at.getFullYear(), String(at.getMonth() + 1).padStart(2, "0"), String(at.getDate()).padStart(2, "0")].join("-");
}
