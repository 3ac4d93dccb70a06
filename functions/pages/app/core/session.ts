// The session of the user: where it is kept, and how the tabs of a browser share it. A user's
// token is kept for a reload, in sessionStorage. That of staff stays in memory: what can be read
// from a disk or by a later visitor of the tab is not worth the comfort.
import { Latchkey, type Session } from "latchkey-client";
import { base } from "./config.js";
import { keep, recall } from "./memory.js";

type Said = { ask: true } | { have: Session } | { ended: string } | { renewed: string; by: Session };

const answerWithin = 150; // milliseconds, for other tabs
const tabs = new BroadcastChannel(`latchkey ${base}`);
const listeners = new Set<(ended: boolean) => void>();

export const client = new Latchkey(base, { session: recall<Session>("session") ?? null, onSession: changed, fetch: watched });

let lacking = () => {};

/** Is told when the service refuses anything but the adding of a factor, which it asks of staff. */
export function onLacking(listener: () => void): void {
  lacking = listener;
}

async function watched(...asked: Parameters<typeof fetch>): Promise<Response> {
  const answer = await fetch(...asked);
  if (answer.status === 403) {
    const said = (await answer.clone().json().catch(() => null)) as { code?: unknown } | null;
    if (said?.code === "factor_required") lacking();
  }
  return answer;
}

/** Is told when a session begins or ends, here or in another tab. */
export function onSession(listener: (ended: boolean) => void): void {
  listeners.add(listener);
}

let known = client.session;

function changed(session: Session | null): void {
  keep("session", session && session.user.role === "user" ? session : null);
  if (!session && known) tabs.postMessage({ ended: known.token } satisfies Said);
  if (session && known && session.token !== known.token) tabs.postMessage({ renewed: known.token, by: session } satisfies Said);
  const ended = !!known && !session;
  known = session;
  for (const listener of listeners) listener(ended);
}

tabs.onmessage = ({ data }: MessageEvent<Said>) => {
  if ("ask" in data && client.session) tabs.postMessage({ have: client.session } satisfies Said);
  if ("have" in data && !client.session && asking) {
    client.session = data.have;
    asking();
  }
  if ("renewed" in data && client.session?.token === data.renewed) client.session = data.by;
  if ("ended" in data && client.session?.token === data.ended) client.session = null;
};

let asking: (() => void) | undefined;

/** The session that this tab has, or that another one hands over. */
export async function session(): Promise<Session | null> {
  if (client.session && new Date(client.session.expires_at) <= new Date()) client.session = null;
  if (client.session) return client.session;
  await new Promise<void>((resolve) => {
    asking = resolve;
    setTimeout(resolve, answerWithin);
    tabs.postMessage({ ask: true } satisfies Said);
  });
  asking = undefined;
  return client.session;
}

/** Takes the session that a sign-in was answered with. */
export function keepSession({ token, expires_at, user }: Partial<Session>): void {
  if (!token || !expires_at || !user) throw new TypeError("the answer has no session");
  client.session = { token, expires_at, user };
}

export const isStaff = (s: Session | null = client.session) => !!s && s.user.role !== "user";
export const isAdmin = (s: Session | null = client.session) => s?.user.role === "admin";
