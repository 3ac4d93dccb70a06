import { byId } from "./dom.js";

let ends: ReturnType<typeof setTimeout> | undefined;

/** Says something in passing: on screen for a while, and to screen readers. */
export function announce(text: string): void {
  const status = byId("status");
  status.textContent = text;
  status.classList.add("shown");
  clearTimeout(ends);
  ends = setTimeout(() => {
    status.classList.remove("shown");
    status.textContent = "";
  }, 6000);
}
