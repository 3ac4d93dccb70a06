import { LatchkeyError, Problem, isProblem } from "./problem.js";
import { askForPasskey, type Assertion } from "./passkey.js";
import type { Challenge, FactorType } from "./types.js";

/** What the user is asked: the code of a challenge, or for a passkey. */
export interface Question {
  /** Its purpose says what the code is for; its method which code it is, or passkey; sent_to where to look for one that was sent. */
  readonly challenge: Challenge;
  /** Why it is asked again (the last code was wrong), or why the code may be late (delivery_unsure). */
  readonly problem: Problem | undefined;
  /** Sends another code; the one before is no longer valid. The question goes on with the new challenge. */
  resend(correction?: { email: string }): Promise<Challenge>;
  /** Asks for another of the challenge's methods. The question goes on with the new challenge. */
  open(method: FactorType): Promise<Challenge>;
  /** Asks the browser for a passkey; the answer to the question is what this gives. Rejects with a NotAllowedError if the user does not want to. */
  passkey(): Promise<Assertion>;
}

/** A code (or a recovery code, at sign-in and for acts on factors), or what a passkey signed. */
export type Answer = string | Assertion;

/** Asks the user. Null gives up, and the call ends with a GaveUp. */
export type Ask = (question: Question) => Answer | null | Promise<Answer | null>;

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
  answer(id: string, given: Answer): Promise<T>;
  resend(id: string, change?: { email?: string; method?: FactorType }): Promise<Challenge>;
}

/** Asks until a code is right, the challenge is closed or the user gives up. */
export async function redeem<T>(opened: Opened, ask: Ask, by: Redeemer<T>): Promise<T> {
  let { challenge, problem } = opened;
  const resend = async (change?: { email?: string; method?: FactorType }) => (challenge = await by.resend(challenge.id, change));
  const open = (method: FactorType) => resend({ method });
  const passkey = () => askForPasskey(challenge.public_key);
  for (;;) {
    const given = await ask({ challenge, problem, resend, open, passkey });
    if (given === null) throw new GaveUp(challenge);
    try {
      return await by.answer(challenge.id, typeof given === "string" ? given.replace(/\s/g, "") : given);
    } catch (error) {
      if (!isWrongCode(error)) throw error;
      problem = error;
    }
  }
}

// What is no code by its form cannot be right, and takes no try.
function isWrongCode(error: unknown): error is Problem {
  return isProblem(error, "invalid_code", "invalid_passkey") || (isProblem(error, "invalid_fields") && error.errors.some((e) => e.code === "malformed_code"));
}
