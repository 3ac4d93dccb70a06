// The factors of the user: those that they have, those that they can add, and the codes for when all are lost.
import type { ConfirmedFactor, FactorList } from "latchkey-client";
import { announce } from "../../../core/announce.js";
import { h, put, type Child } from "../../../core/dom.js";
import { loaded } from "../../../core/loaded.js";
import { goOn, place } from "../../../core/router.js";
import { t, time } from "../../../core/words.js";
import { row, type Setting } from "../row.js";
import { read, type Account } from "../state.js";
import { additions } from "./additions.js";
import { showCodes } from "./codes.js";
import { held, nameOf } from "./held.js";
import { recovery } from "./recovery.js";
import { heldFactors } from "./state.js";

/** What the rows of the section are drawn of, and how they tell what they did. */
export interface Factors extends Account, FactorList {
  /** Shows all as it is now, and says what was done. */
  changed: (said: string) => void;
  /** Tells of a factor that was added, with the codes that came along. */
  enrolled: (added: ConfirmedFactor) => Promise<void>;
}

export function factors(account: Account): HTMLElement {
  const { signal } = account;
  const heading = h("h3", { tabindex: "-1" }, t("factors.title"));
  const said = h("p", { class: "done", role: "status" }); // always there, so that screen readers hear of its text
  const below = h("div", {});
  const show = (now: FactorList) => draw({ ...account, ...now, changed, enrolled });

  function changed(text: string): void {
    if (place().note === "lacking") {
      announce(text); // what was closed is open now
      return void goOn();
    }
    heading.focus();
    said.textContent = text;
    put(below, loaded(signal, anew, show));
  }

  // The user's own record changes with the factors.
  async function anew(): Promise<FactorList> {
    const [user, now] = await Promise.all([read(), heldFactors()]);
    account.user = user;
    return now;
  }

  async function enrolled({ factor, recovery_codes: codes }: ConfirmedFactor): Promise<void> {
    if (codes) await showCodes(codes, account.user.username, signal);
    if (!signal.aborted) changed(t("factors.added", { name: nameOf(factor) }));
  }

  put(below, loaded(signal, heldFactors, show));
  return h("section", { class: "factors", "aria-label": t("factors.title") }, h("div", {}, heading, said), below);
}

function draw(now: Factors): Child[] {
  const none = now.factors.length === 0;
  return [
    h("p", {}, t(none ? "factors.none" : "factors.some")),
    none ? rollout(now) : [rows(held(now), now), rows([recovery(now)], now)],
    h("h4", {}, t("factors.add")),
    rows(additions(now), now),
    h("p", { class: "hint" }, t("factors.ends")),
  ];
}

const rows = (settings: Setting[], { signal }: Factors) => h("div", { class: "card settings" }, ...settings.map((s) => row(s, signal)));

// Who has no factor may be asked for a code all the same.
function rollout({ user: { email_otp_required_after: after } }: Factors): Child {
  if (!after) return null;
  return h("p", { class: "hint" }, new Date(after) > new Date() ? t("factors.rollout", { time: time(after) }) : t("factors.rolled-out"));
}
