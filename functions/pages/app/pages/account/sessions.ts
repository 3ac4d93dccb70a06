// Where the user is signed in, and how they end it.
import { isProblem, type SignedIn } from "latchkey-client";
import { announce } from "../../core/announce.js";
import { device } from "../../core/device.js";
import { confirmed } from "../../core/dialog.js";
import { h, id, put, set, type Child } from "../../core/dom.js";
import { loaded } from "../../core/loaded.js";
import { alertOf } from "../../core/problem.js";
import { client } from "../../core/session.js";
import { t, time } from "../../core/words.js";

export const sessions = (signal: AbortSignal): Child => loaded(signal, () => client.sessions(), (found) => list(found, signal));

// One that has ended already is what the user wants.
async function end(session: SignedIn): Promise<void> {
  await client.revokeSession(session.id).catch((error: unknown) => {
    if (!isProblem(error, "session_not_found")) throw error;
  });
}

function list(found: SignedIn[], signal: AbortSignal): HTMLElement {
  const shown = new Map(found.sort((a, b) => Number(b.current) - Number(a.current)).map((s) => [s, item(s, one)]));
  const others = () => [...shown.keys()].filter((s) => !s.current);
  const items = h("ul", { class: "card settings sessions" }, ...shown.values());
  const above = h("div", { class: "stack" });
  const place = h("div", { class: "stack", tabindex: "-1" }, above, items);

  function draw(...said: Child[]): void {
    const n = others().length;
    const all = h("button", { type: "button", class: "second danger", onclick: everyOther }, t("account.sessions.all"));
    put(above, h("div", { class: "above" }, h("p", {}, t(n === 0 ? "account.sessions.only" : "account.sessions.others", { n })), n > 1 && all), ...said);
  }

  function gone(session: SignedIn): void {
    shown.get(session)?.remove();
    shown.delete(session);
  }

  async function one(session: SignedIn, button: HTMLButtonElement): Promise<void> {
    if (button.getAttribute("aria-disabled")) return;
    set(button, "aria-disabled", "true");
    try {
      await end(session);
      if (signal.aborted) return;
      gone(session);
      draw();
      announce(t("account.sessions.ended", { device: device(session.user_agent) }));
      place.focus();
    } catch (error) {
      set(button, "aria-disabled", null);
      if (!signal.aborted) fail(error);
    }
  }

  async function everyOther(): Promise<void> {
    const n = others().length;
    if (!(await confirmed(t("account.sessions.sure"), t("account.sessions.sure-text", { n }), t("account.sessions.action"), signal, { danger: true }))) return;
    const bar = h("progress", { max: n, value: 0, "aria-label": t("account.sessions.progress") });
    put(above, h("p", {}, t("account.sessions.progress")), bar);
    place.focus();
    try {
      for (const session of others()) {
        await end(session);
        if (signal.aborted) return;
        gone(session);
        bar.value++;
      }
      draw();
      announce(t("account.sessions.all-ended"));
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
  return place;
}

function item(session: SignedIn, onEnd: (session: SignedIn, button: HTMLButtonElement) => unknown): HTMLElement {
  const name = id("session");
  const button: HTMLButtonElement = h("button", { type: "button", class: "second", "aria-describedby": name, onclick: () => onEnd(session, button) }, t("account.sessions.end"));
  const ends = session.idle_expires_at && session.idle_expires_at < session.expires_at ? session.idle_expires_at : session.expires_at;
  return h(
    "li",
    { class: "session" },
    h("h3", { id: name }, device(session.user_agent), " ", session.current && h("span", { class: "badge good" }, t("account.sessions.current"))),
    h(
      "dl",
      { class: "small" },
      pair(t("account.sessions.since"), h("time", { datetime: session.created_at }, time(session.created_at))),
      pair(t("account.sessions.until"), h("time", { datetime: ends }, time(ends))),
      pair(t("account.sessions.address"), session.address),
    ),
    !session.current && h("div", { class: "actions" }, button),
  );
}

const pair = (name: string, value: Child) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
