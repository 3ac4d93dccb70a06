// A part of a page that is read from the service, with its wait and its failure.
import { h, put, set, type Child } from "./dom.js";
import { alertOf } from "./problem.js";
import { t } from "./words.js";

const shownAfter = 400; // milliseconds

/** Shows what a call answers. If it fails, it can be tried again there. */
export function loaded<T>(signal: AbortSignal, load: () => Promise<T>, draw: (value: T) => Child): HTMLElement {
  const place = h("div", { class: "stack", tabindex: "-1" });
  async function run(): Promise<void> {
    set(place, "aria-busy", "true");
    const waits = setTimeout(() => put(place, h("p", { class: "loading", role: "status" }, t("common.loading"))), shownAfter);
    try {
      const value = await load();
      if (!signal.aborted) put(place, draw(value));
    } catch (error) {
      if (!signal.aborted) put(place, alertOf(error, signal, h("p", {}, h("button", { type: "button", class: "second", onclick: again }, t("common.again")))));
    } finally {
      clearTimeout(waits);
      set(place, "aria-busy", null);
    }
  }
  // The button goes away, and the focus would go with it.
  function again(): void {
    place.focus();
    void run();
  }
  void run();
  return place;
}
