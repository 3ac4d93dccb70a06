// A change that may need a recent sign-in, a code, or both.
import type { Challenge } from "latchkey-client";
import { askCode, openedBy, type Opened } from "./code-dialog.js";
import { withFreshSession } from "./renew.js";

/** The headers that prove a change. */
export type Proof = { "Challenge-Id"?: string; "Challenge-Code"?: string };

type Replied = { status: number; body: unknown };
type Done<R> = Exclude<R, { status: 202 }>;

/**
 * Sends a change, asks for the password and the code that it needs, and gives the answer. Null: the
 * user went back, and nothing was changed. What is wrong with the change itself is thrown.
 */
export async function proven<R extends Replied>(send: (proof: Proof) => Promise<R>, signal: AbortSignal): Promise<Done<R> | null> {
  const fresh = (proof: Proof) => withFreshSession(() => send(proof), signal);
  for (;;) {
    const reply = await begun(fresh);
    if (reply === null || !("challenge" in reply)) return reply as Done<R> | null;
    const given = await askCode(reply, (id, code) => fresh({ "Challenge-Id": id, "Challenge-Code": code }), signal);
    if (given !== "again") return given as Done<R> | null;
  }
}

async function begun<R extends Replied>(send: (proof: Proof) => Promise<R | null>): Promise<R | Opened | null> {
  try {
    const reply = await send({});
    return reply?.status === 202 ? { challenge: (reply.body as { challenge: Challenge }).challenge, unsure: false } : reply;
  } catch (error) {
    return openedBy(error);
  }
}
