// Asks for what answers a challenge, by any of its methods, and shows what there is to do.
import { h, put, type Child } from "../dom.js";
import type { Asked, Asker, Opened, Shown } from "./asked.js";
import { code } from "./code.js";
import { passkey } from "./passkey.js";
import { recovery } from "./recovery.js";
import { ways } from "./ways.js";

const views: Record<Shown, (asked: Asked) => Child[]> = {
  method: (asked) => (asked.open.challenge.method === "passkey" ? passkey(asked) : code(asked)),
  recovery,
  ways,
};

export function asking(opened: Opened, asker: Asker, first: Shown = "method"): HTMLElement {
  const place = h("div", { class: "stack" });
  function show(shown: Shown, open = opened): void {
    opened = open;
    asker.goesOn(open, shown);
    put(place, ...views[shown]({ open, asker, show }));
    place.querySelector<HTMLElement>("[data-focus]")?.focus();
  }
  show(first);
  return place;
}
