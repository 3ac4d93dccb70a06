// What was asked for and is not given yet: a code or a passkey. It outlives a reload.
import type { Challenge } from "latchkey-client";
import { keep, recall } from "./memory.js";

/** What it is for, on the way to a page that asks for it. */
export interface Pending {
  challenge: Challenge;
  /** The route that takes the code. */
  at: "/2fa" | "/users/confirm";
  /** The name that the user signs in with, to fill it in later. */
  username?: string;
  /** Whether the message may not have arrived. */
  unsure?: boolean;
}

export const pending = () => recall<Pending>("challenge");
export const setPending = (p: Pending | null) => keep("challenge", p);
