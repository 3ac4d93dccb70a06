// A change that may need a recent sign-in, a code or a passkey, or all of these.
import type { Challenge } from "latchkey-client";
import { askCode, openedBy, type Opened } from "./code-dialog.js";
import { deviceHeader } from "./known-device.js";
import { withFreshSession } from "./renew.js";
import { client } from "./session.js";

/** The headers that prove a change, and by which a known device has limits of its own. */
export type Proof = { "Challenge-Id"?: string; "Challenge-Code"?: string; "Device-Token"?: string };

type Replied = { status: number; body: unknown };
type Done<R> = Exclude<R, { status: 202 }>;

/**
 * Sends a change, asks for the password and for what proves it, and gives the answer. Null: the
 * user went back, and nothing was changed. What is wrong with the change itself is thrown.
 */
export async function proven<R extends Replied>(send: (proof: Proof) => Promise<R>, signal: AbortSignal): Promise<Done<R> | null> {
  const device = deviceHeader(client.session?.user.username);
  const fresh = (proof: Proof) => sent(() => withFreshSession(() => send({ ...device, ...proof }), signal));
  let reply = await fresh({});
  // A change may need two answers in turn, such as the strongest factor and the code at a new address.
  while (reply !== null && "challenge" in reply) {
    const given = await askCode(reply, { code: (id, code) => fresh({ "Challenge-Id": id, "Challenge-Code": code }) }, signal);
    reply = given === "again" ? await fresh({}) : given;
  }
  return reply as Done<R> | null;
}

async function sent<R extends Replied>(send: () => Promise<R | null>): Promise<R | Opened | null> {
  try {
    const reply = await send();
    return reply?.status === 202 ? { challenge: (reply.body as { challenge: Challenge }).challenge, unsure: false } : reply;
  } catch (error) {
    return openedBy(error);
  }
}
