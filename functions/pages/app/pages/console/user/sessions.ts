// Where a user is signed in.
import { isProblem, type SignedIn } from "latchkey-client";
import { announce } from "../../../core/announce.js";
import { device } from "../../../core/device.js";
import { confirmed } from "../../../core/dialog.js";
import { h, put } from "../../../core/dom.js";
import { loaded } from "../../../core/loaded.js";
import { alertOf } from "../../../core/problem.js";
import { client } from "../../../core/session.js";
import { t } from "../../../core/words.js";
import { row, table, type Column } from "../listing.js";
import { badge, button, card, moment } from "../section.js";
import type { Shown } from "../user.js";

export function sessionsCard({ user, signal }: Shown): HTMLElement {
  const alerts = h("div", { class: "alerts" });
  const list = h("div", {});
  const show = () => put(list, loaded(signal, () => client.sessions(user.id), (sessions) => draw(sessions, end)));

  async function end(sessions: SignedIn[]): Promise<void> {
    const text = t("console.sessions.text", { n: sessions.length, name: user.username });
    if (!(await confirmed(t("console.sessions.end"), text, t("console.sessions.end"), signal))) return;
    put(alerts);
    try {
      for (const { id } of sessions) await client.revokeSession(id, user.id).catch(unlessGone);
      announce(t("console.sessions.ended", { n: sessions.length }));
    } catch (error) {
      if (!signal.aborted) put(alerts, alertOf(error, signal));
    }
    show();
    heading.focus();
  }
  const made = card(t("console.sessions.title"), alerts, list);
  const heading = made.querySelector("h2") ?? made;
  heading.setAttribute("tabindex", "-1");
  show();
  return made;
}

// A session that has ended meanwhile is what was asked for.
function unlessGone(error: unknown): void {
  if (!isProblem(error, "session_not_found")) throw error;
}

function draw(sessions: SignedIn[], end: (sessions: SignedIn[]) => Promise<void>) {
  if (sessions.length === 0) return [h("p", { class: "quiet" }, t("console.sessions.none"))];
  const columns: Column<SignedIn>[] = [
    { head: t("console.sessions.began"), cell: (s) => [moment(s.created_at), " ", s.current && badge(t("console.sessions.this"))], aligned: true },
    { head: t("console.address"), cell: (s) => s.address, aligned: true },
    { head: t("console.sessions.device"), cell: (s) => device(s.user_agent) },
    { head: t("console.sessions.ends"), cell: (s) => moment(s.expires_at), aligned: true },
    { head: t("console.action"), cell: (s) => !s.current && button(t("console.sessions.end-one"), () => end([s]), "plain") },
  ];
  const body = h("tbody", { role: "rowgroup" }, ...sessions.map((s) => row(columns, s)));
  const others = sessions.filter((s) => !s.current);
  return [
    h("div", { class: "scroll" }, table({ caption: t("console.sessions.title"), columns }, body)),
    others.length > 1 && h("div", { class: "actions" }, button(t("console.sessions.all"), () => end(others), "second danger")),
  ];
}
