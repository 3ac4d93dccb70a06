// What the sections of the console are made of.
import { h, type Child } from "../../core/dom.js";
import { alert, troubleOf } from "../../core/problem.js";
import { day, t, time } from "../../core/words.js";

export interface SectionVisit {
  /** What stands behind the name of the section. */
  place: string;
  signal: AbortSignal;
}

export type Section = (visit: SectionVisit) => Child[];

/** The heading of a section, with what can be done there beside it. */
export function heading(title: string, ...beside: Child[]): HTMLElement {
  return h("div", { class: "heading" }, h("h1", { tabindex: "-1" }, title), ...beside);
}

export function card(title: string, ...content: Child[]): HTMLElement {
  return h("section", { class: "card" }, h("h2", {}, title), ...content);
}

/** An alert with a button that tries again. What belongs to a field is said here, where there is none. */
export function failed(error: unknown, signal: AbortSignal, again: () => unknown): HTMLElement {
  const trouble = troubleOf(error);
  const said = Object.values(trouble.fields);
  return alert(said.length > 0 ? { ...trouble, text: said.join(" ") } : trouble, signal, h("p", {}, button(t("common.again"), again)));
}

/** A button that is disabled while it works. */
export function button(text: string, work: () => unknown, kind = "second", attributes: Record<string, unknown> = {}): HTMLButtonElement {
  const made = h("button", { type: "button", class: kind, ...attributes }, text);
  made.addEventListener("click", async () => {
    made.disabled = true;
    try {
      await work();
    } finally {
      made.disabled = false;
      if (document.activeElement === document.body) made.focus();
    }
  });
  return made;
}

export const moment = (at: string | null) => (at ? h("time", { datetime: at }, time(at)) : h("span", { class: "quiet" }, t("console.never")));
export const date = (at: string) => h("time", { datetime: at }, day(at));
export const nothing = () => h("span", { class: "quiet" }, "–");
export const badge = (text: string, kind = "") => h("span", { class: `badge ${kind}`.trim() }, text);
