// Where the user is signed in, and the devices that they are known on.
import { isProblem, type SignedIn } from "latchkey-client";
import { device } from "../../core/device.js";
import { type Child } from "../../core/dom.js";
import { loaded } from "../../core/loaded.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import { devices } from "./devices.js";
import { currentFirst, moment, placesList, type Place } from "./places.js";

export const sessions = (signal: AbortSignal): Child => [
  loaded(signal, () => client.sessions(), (found) => placesList(currentFirst(found.map(placeOf)), { words: "account.sessions", summary }, signal)),
  devices(signal),
];

function placeOf(session: SignedIn): Place {
  const ends = session.idle_expires_at && session.idle_expires_at < session.expires_at ? session.idle_expires_at : session.expires_at;
  return {
    name: device(session.user_agent),
    current: session.current,
    facts: [
      [t("account.sessions.since"), moment(session.created_at)],
      [t("account.sessions.until"), moment(ends)],
      [t("account.sessions.address"), session.address],
    ],
    end: () => client.revokeSession(session.id).catch(unlessGone),
    ends: !session.current,
  };
}

// One that has ended already is what the user wants.
function unlessGone(error: unknown): void {
  if (!isProblem(error, "session_not_found")) throw error;
}

const summary = (n: number) => t(n === 0 ? "account.sessions.only" : "account.sessions.others", { n });
