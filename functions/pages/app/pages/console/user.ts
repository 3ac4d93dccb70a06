// One user: what is known of them, and what staff can do.
import { isProblem, type User } from "latchkey-client";
import { announce } from "../../core/announce.js";
import { h, put, type Child } from "../../core/dom.js";
import { loaded } from "../../core/loaded.js";
import { client, isAdmin } from "../../core/session.js";
import { t } from "../../core/words.js";
import { auditCard } from "./user/audit.js";
import { changeCard } from "./user/change.js";
import { factorsCard } from "./user/factors.js";
import { facts } from "./user/facts.js";
import { helpCard } from "./user/help.js";
import { metadataCard } from "./user/metadata.js";
import { pinCard } from "./user/pin.js";
import { sessionsCard } from "./user/sessions.js";
import { card, heading, type Section } from "./section.js";

/** A user who is shown, and how what was done with them is told. */
export interface Shown {
  user: User;
  signal: AbortSignal;
  /** Says what was done, and shows the user as they are now. */
  done: (text: string) => void;
}

export const userSection: Section = ({ place, signal }) => {
  const shown = h("div", {});
  const show = (then: () => void) => put(shown, loaded(signal, () => find(place), (user) => draw(user, then)));
  const draw = (user: User | null, then: () => void) => {
    queueMicrotask(then); // when it stands in the page
    return user ? all({ user, signal, done }) : missing();
  };
  function done(text: string): void {
    announce(text);
    show(() => shown.querySelector<HTMLElement>("h1")?.focus());
  }
  show(() => {});
  return [h("p", { class: "up" }, h("a", { href: "console#users" }, t("console.user.all"))), shown];
};

// Support may not ask for a user by the id, and sees what the list has.
async function find(place: string): Promise<User | null> {
  if (isAdmin() && /^\d+$/.test(place)) return byId(place);
  if (place.length < 1 || place.length > 254) return null;
  const { body } = await client.call("GET", "/api/v1/admin/users", { query: { username: place, limit: 1 } });
  const found = body.users.find((user) => user.username === place);
  if (!found) return null;
  return isAdmin() ? byId(String(found.id)) : found;
}

async function byId(id: string): Promise<User | null> {
  try {
    return (await client.call("GET", "/users/{id}", { path: { id } })).body;
  } catch (error) {
    if (isProblem(error, "user_not_found")) return null;
    throw error;
  }
}

function all(shown: Shown): Child[] {
  const { user } = shown;
  document.title = user.username;
  const known = card(t("console.user.facts"), facts(user));
  if (!isAdmin()) return [heading(user.username), h("div", { class: "cards" }, h("div", {}, known), h("div", {}, pinCard(shown)))];
  const left = h("div", {}, known, pinCard(shown), metadataCard(shown));
  const right = h("div", {}, changeCard(shown), helpCard(shown));
  return [heading(user.username), h("div", { class: "cards" }, left, right), factorsCard(shown), sessionsCard(shown), auditCard(shown)];
}

const missing = (): Child[] => [heading(t("console.user.missing")), h("p", {}, t("console.user.missing-text"))];
