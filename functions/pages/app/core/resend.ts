// Another code for the same challenge, from the time on that the service allows it.
import { isProblem, type Challenge } from "latchkey-client";
import { countdown } from "./countdown.js";
import { h, put } from "./dom.js";
import { deviceHeader } from "./known-device.js";
import { client } from "./session.js";
import { t } from "./words.js";

export interface Resend {
  signal: AbortSignal;
  /** Of whom, if that is known before they have signed in. */
  name?: string | undefined;
  /** Is told the challenge that goes on with the new code, and whether its message may not arrive. */
  sent: (challenge: Challenge, unsure: boolean) => void;
  fail: (error: unknown) => void;
}

/** The button that sends another code, with the time until it may. */
export function resendCode(challenge: Challenge, { signal, name, sent, fail }: Resend): HTMLElement {
  const place = h("p", { class: "resend" });
  const ready = () => put(place, t("two-factor.no-code"), " ", h("button", { type: "button", class: "plain", onclick: another }, t("two-factor.resend")));
  const wait = ({ resend_after }: Challenge) => {
    if (!resend_after || new Date(resend_after) <= new Date()) return ready();
    put(place, t("two-factor.no-code"), " ", t("two-factor.resend-in"), " ", countdown(new Date(resend_after), signal, ready));
  };
  async function another(event: Event): Promise<void> {
    const button = event.currentTarget as HTMLButtonElement;
    button.disabled = true;
    try {
      const { body } = await client.call("POST", "/2fa/resend", { body: { challenge_id: challenge.id }, headers: deviceHeader(name) });
      goesOn(body.challenge, false);
    } catch (error) {
      if (signal.aborted) return;
      if (isProblem(error, "delivery_unsure") && error.challenge) return goesOn(error.challenge, true);
      button.disabled = false;
      fail(error);
    }
  }
  function goesOn(next: Challenge, unsure: boolean): void {
    challenge = next;
    sent(challenge, unsure);
    wait(challenge);
  }
  wait(challenge);
  return place;
}
