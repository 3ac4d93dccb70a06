// The code of a page of its own, which a reload goes on with: another one, and how long it is valid.
import { isProblem, type Challenge, type Problem } from "latchkey-client";
import { announce } from "./announce.js";
import { setPending, type Pending } from "./challenge.js";
import { countdown } from "./countdown.js";
import { h, put } from "./dom.js";
import { resendCode } from "./resend.js";
import { t } from "./words.js";

/** The button that sends another code, with the time until it may, and the time that this one is valid. */
export function resend(open: Pending, signal: AbortSignal, fail: (error: unknown) => void, expired: () => void): HTMLElement {
  const limit = h("p", {});
  // A countdown that was for the code before ends in vain.
  const valid = ({ expires_at }: Challenge) =>
    put(limit, t("code.valid-for"), " ", countdown(new Date(expires_at), signal, () => expires_at === open.challenge.expires_at && expired()));
  const sent = (challenge: Challenge, unsure: boolean) => {
    open.challenge = challenge;
    setPending({ ...open, unsure });
    announce(t(unsure ? "common.unsure" : "two-factor.sent"));
    valid(challenge);
  };
  valid(open.challenge);
  return h("div", { class: "resend" }, resendCode(open.challenge, { signal, sent, fail }), limit);
}

/** Whether no code can be given for the challenge any more. */
export const isOver = (error: unknown): error is Problem => isProblem(error, "challenge_closed", "code_used");
