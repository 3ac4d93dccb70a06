// The support PIN: what a caller reads to support, so that support knows who calls.
import { isProblem } from "latchkey-client";
import { announce } from "../../core/announce.js";
import { config } from "../../core/config.js";
import { countdown } from "../../core/countdown.js";
import { h, put, set, type Child } from "../../core/dom.js";
import { loaded } from "../../core/loaded.js";
import { alertOf } from "../../core/problem.js";
import { client } from "../../core/session.js";
import { t, time } from "../../core/words.js";

interface Pin {
  pin: string;
  expires_at: string;
}

export function pin(signal: AbortSignal): Child {
  return [h("p", {}, t("account.pin.what", { n: config.pinHours })), loaded(signal, held, (now) => card(now, signal))];
}

async function held(): Promise<Pin | null> {
  try {
    return (await client.call("GET", "/api/v4/user/support_pin")).body;
  } catch (error) {
    if (isProblem(error, "support_pin_not_found")) return null;
    throw error;
  }
}

function card(now: Pin | null, signal: AbortSignal): HTMLElement {
  const place = h("div", { class: "card pin", tabindex: "-1", role: "group", "aria-label": t("account.parts.pin") });
  let shown = new AbortController(); // ends with the PIN that is shown

  function draw(state: Child[]): void {
    shown.abort();
    shown = new AbortController();
    put(place, ...state);
  }

  function active({ pin, expires_at }: Pin): void {
    draw([]);
    const ends = AbortSignal.any([signal, shown.signal]);
    put(
      place,
      h("p", { class: "once" }, pin),
      h("p", {}, t("account.pin.valid-for"), " ", countdown(new Date(expires_at), ends, expired), " ", h("span", { class: "quiet" }, `(${time(expires_at)})`)),
      h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => copy(pin) }, t("common.copy")), maker(t("account.pin.renew"), "second")),
      h("p", { class: "hint" }, t("account.pin.renew-hint")),
    );
  }

  const none = () => draw([h("p", {}, t("account.pin.none")), h("div", { class: "actions" }, maker(t("account.pin.make"), "primary"))]);

  // It shows what no longer works to nobody.
  function expired(): void {
    draw([h("p", { role: "status" }, t("account.pin.expired")), h("div", { class: "actions" }, maker(t("account.pin.renew"), "primary"))]);
  }

  function maker(text: string, kind: string): HTMLButtonElement {
    const failed = h("div");
    const button: HTMLButtonElement = h("button", { type: "button", class: kind }, text);
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled")) return;
      set(button, "aria-disabled", "true");
      try {
        const { body } = await client.call("POST", "/api/v4/user/support_pin");
        if (signal.aborted) return;
        active(body);
        announce(t("account.pin.made"));
        place.focus();
      } catch (error) {
        set(button, "aria-disabled", null);
        if (signal.aborted) return;
        put(failed, alertOf(error, signal));
        place.append(failed);
      }
    });
    return button;
  }

  if (!now) none();
  else if (new Date(now.expires_at) <= new Date()) expired();
  else active(now);
  return place;
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).then(
    () => announce(t("common.copied")),
    () => announce(t("account.pin.not-copied")),
  );
}
