import { h } from "./dom.js";
import { span } from "./words.js";

/** Shows how long it is until a moment, and says when it has come. It ends with its page. */
export function countdown(until: Date, signal: AbortSignal, done: () => void): HTMLElement {
  // No screen reader reads out every second.
  const shown = h("span", { class: "countdown", "aria-live": "off" });
  const left = () => (until.getTime() - Date.now()) / 1000;
  const tick = () => {
    shown.textContent = span(left());
    if (left() > 0) return;
    clearInterval(ticking);
    if (!signal.aborted) done();
  };
  const ticking = setInterval(tick, 1000);
  signal.addEventListener("abort", () => clearInterval(ticking));
  tick();
  return shown;
}
