import { LatchkeyError, Problem, isProblem } from "./problem.js";
import type { Challenge } from "./types.js";

/** What the user is asked: the code of a challenge. */
export interface Question {
  /** Its purpose says what the code is for, and sent_to where to look for it. */
  readonly challenge: Challenge;
  /** Why it is asked again (the last code was wrong), or why the code may be late (delivery_unsure). */
  readonly problem: Problem | undefined;
  /** Sends another code; the one before is no longer valid. The question goes on with the new challenge. */
  resend(correction?: { email: string }): Promise<Challenge>;
}

/** Asks the user. Null gives up, and the call ends with a GaveUp. */
export type Ask = (question: Question) => string | null | Promise<string | null>;

/** The user did not give the code. The challenge stays open until it expires. */
export class GaveUp extends LatchkeyError {
  override name = "GaveUp";

  constructor(readonly challenge: Challenge) {
    super("the code was not given");
  }
}

/** A challenge that was opened, and the problem that it came with. */
export interface Opened {
  challenge: Challenge;
  problem?: Problem | undefined;
}

/** The challenge of a refusal that a code resolves; anything else is thrown on. */
export function openedBy(error: unknown): Opened {
  if (isProblem(error, "email_unconfirmed", "delivery_unsure") && error.challenge) {
    return { challenge: error.challenge, problem: error };
  }
  throw error;
}

/** What redeems a challenge. */
export interface Redeemer<T> {
  answer(id: string, code: string): Promise<T>;
  resend(id: string, correction?: { email: string }): Promise<Challenge>;
}

/** Asks until a code is right, the challenge is closed or the user gives up. */
export async function redeem<T>(opened: Opened, ask: Ask, by: Redeemer<T>): Promise<T> {
  let { challenge, problem } = opened;
  for (;;) {
    const resend = async (correction?: { email: string }) => (challenge = await by.resend(challenge.id, correction));
    const code = await ask({ challenge, problem, resend });
    if (code === null) throw new GaveUp(challenge);
    try {
      return await by.answer(challenge.id, code.replace(/\s/g, ""));
    } catch (error) {
      if (!isWrongCode(error)) throw error;
      problem = error;
    }
  }
}

// What is not six digits cannot be right, and takes no try.
function isWrongCode(error: unknown): error is Problem {
  return isProblem(error, "invalid_code") || (isProblem(error, "invalid_fields") && error.errors.some((e) => e.code === "malformed_code"));
}
