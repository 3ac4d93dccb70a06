// A list of places, sessions or devices, which the user can end: one, or all.
import { announce } from "../../core/announce.js";
import { confirmed } from "../../core/dialog.js";
import { h, id, put, set, type Child } from "../../core/dom.js";
import { alertOf } from "../../core/problem.js";
import { t, time } from "../../core/words.js";

/** One place of the list. */
export interface Place {
  name: string;
  /** Whether it is where the list is looked at. */
  current: boolean;
  facts: [name: string, value: Child][];
  /** Ends it; one that has ended already is what the user wants. */
  end: () => Promise<void>;
  /** Whether the user may end it here. */
  ends: boolean;
}

/** What the list says: its words, and how they go on above the places that are left. */
export interface Says {
  words: "account.sessions" | "devices";
  summary: (n: number) => Child;
}

export function placesList(found: Place[], { words, summary }: Says, signal: AbortSignal, level: "h3" | "h4" = "h3"): HTMLElement {
  const shown = new Map(found.map((place) => [place, item(place, words, level, one)]));
  const others = () => [...shown.keys()].filter((place) => place.ends);
  const items = h("ul", { class: "card settings sessions" }, ...shown.values());
  const above = h("div", { class: "stack" });
  const whole = h("div", { class: "stack", tabindex: "-1" }, above, items);

  function draw(...said: Child[]): void {
    const n = others().length;
    const all = h("button", { type: "button", class: "second danger", onclick: everyOther }, t(`${words}.all`));
    put(above, h("div", { class: "above" }, h("p", {}, summary(n)), n > 1 && all), ...said);
    items.hidden = shown.size === 0;
  }

  async function end(place: Place): Promise<void> {
    await place.end();
    if (signal.aborted) return;
    shown.get(place)?.remove();
    shown.delete(place);
  }

  async function one(place: Place, button: HTMLButtonElement): Promise<void> {
    if (button.getAttribute("aria-disabled")) return;
    set(button, "aria-disabled", "true");
    try {
      await end(place);
      if (signal.aborted) return;
      draw();
      announce(t(`${words}.ended`, { device: place.name }));
      whole.focus();
    } catch (error) {
      set(button, "aria-disabled", null);
      if (!signal.aborted) fail(error);
    }
  }

  async function everyOther(): Promise<void> {
    const n = others().length;
    if (!(await confirmed(t(`${words}.sure`), t(`${words}.sure-text`, { n }), t(`${words}.action`), signal, { danger: true }))) return;
    const bar = h("progress", { max: n, value: 0, "aria-label": t(`${words}.progress`) });
    put(above, h("p", {}, t(`${words}.progress`)), bar);
    whole.focus();
    try {
      for (const place of others()) {
        await end(place);
        if (signal.aborted) return;
        bar.value++;
      }
      draw();
      announce(t(`${words}.all-ended`));
    } catch (error) {
      if (!signal.aborted) fail(error);
    }
  }

  // What was ended until then is no longer in the list.
  function fail(error: unknown): void {
    const box = alertOf(error, signal);
    draw(box);
    box.focus();
  }

  draw();
  return whole;
}

function item(place: Place, words: Says["words"], level: "h3" | "h4", onEnd: (place: Place, button: HTMLButtonElement) => unknown): HTMLElement {
  const name = id("place");
  const button: HTMLButtonElement = h("button", { type: "button", class: "second", "aria-describedby": name, onclick: () => onEnd(place, button) }, t(`${words}.end`));
  return h(
    "li",
    { class: "session" },
    h(level, { id: name }, place.name, " ", place.current && h("span", { class: "badge good" }, t(`${words}.current`))),
    h("dl", { class: "facts small" }, ...place.facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    place.ends && h("div", { class: "actions" }, button),
  );
}

/** The current one comes first. */
export const currentFirst = (places: Place[]): Place[] => places.sort((a, b) => Number(b.current) - Number(a.current));

/** A moment as a fact. */
export const moment = (at: string) => h("time", { datetime: at }, time(at));

