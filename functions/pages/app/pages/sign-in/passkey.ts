// A passkey in the place of a name and a password: by a button, and among what the browser fills in.
import { isProblem, type Challenge } from "latchkey-client";
import { config } from "../../core/config.js";
import { signedIn } from "../../core/enter.js";
import { Form } from "../../core/form.js";
import { deviceHeader } from "../../core/known-device.js";
import { canFillPasskeys, canUsePasskeys, signed, type Signed } from "../../core/passkey.js";
import { goOn } from "../../core/router.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";
import type { Remember } from "./remember.js";

/** Passkeys on a page. A browser asks one question at a time, so filling in waits while something else is under way. */
export interface Passkeys {
  element: HTMLElement;
  /** Waits for what is under way. It may have signed in: then the visit has ended. */
  pause: () => Promise<void>;
  resume: () => void;
}

const soon = 60_000; // milliseconds: the time that the user and the way to the service may take

interface Given {
  id: string;
  credential: Signed;
}

/** The button, where the browser and the service can. */
export function passkeys(remember: Remember, signal: AbortSignal): Passkeys | null {
  if (!config.passkeys || !canUsePasskeys()) return null;
  let challenge: Challenge | undefined;
  let filling = new AbortController();
  let filled: Promise<unknown> = Promise.resolve();

  // The challenge of a page that was left open is begun anew before it expires.
  async function fresh(ends: AbortSignal): Promise<Challenge> {
    if (challenge && left(challenge) > 0) return challenge;
    return (challenge = (await client.call("POST", "/passkeys/begin", { signal: ends })).body.challenge);
  }

  async function ask(mediation: CredentialMediationRequirement, ends: AbortSignal): Promise<Given> {
    const { id, public_key } = await fresh(ends);
    return { id, credential: await signed(public_key ?? {}, { signal: ends, mediation }) };
  }

  async function send({ id, credential }: Given): Promise<void> {
    challenge = undefined; // it is taken once
    const body = { challenge_id: id, credential, ...remember.wanted() };
    const answer = await client.call("POST", "/passkeys/sign-in", { body, headers: deviceHeader(), signal });
    signedIn(answer.body);
    remember.kept(answer.body.user?.username ?? "");
    return goOn();
  }

  // A computer may sleep longer than a challenge lives. Its user is asked once more, and not told why.
  const sendOrAskAgain = (given: Given) =>
    send(given).catch(async (error: unknown) => {
      if (!isProblem(error, "challenge_closed")) throw error;
      await send(await ask("optional", signal));
    });

  async function fill(): Promise<void> {
    const ends = AbortSignal.any([filling.signal, signal]);
    if (!(await canFillPasskeys()) || ends.aborted) return;
    const renews = setTimeout(resume, left(await fresh(ends)));
    ends.addEventListener("abort", () => clearTimeout(renews));
    const given = await ask("conditional", ends);
    clearTimeout(renews);
    await sendOrAskAgain(given).catch((error: unknown) => signal.aborted || form.fail(error));
  }

  async function pause(): Promise<void> {
    filling.abort();
    await filled;
  }

  function resume(): void {
    const before = pause();
    filling = new AbortController();
    // What fails before the user chose a passkey is nothing to tell them: the button is there, too.
    filled = before.then(fill).catch(() => undefined);
  }

  const form: Form = new Form({
    fields: [],
    action: t("passkey.sign-in"),
    signal,
    submit: async () => {
      await pause();
      if (signal.aborted) return; // what was filled in has just signed in
      await ask("optional", signal)
        .then(sendOrAskAgain)
        .catch((error: unknown) => {
          resume();
          throw error;
        });
    },
  });
  form.button.className = "second";
  resume();
  return { element: form.element, pause, resume };
}

/** How long the challenge is good for. */
const left = ({ expires_at }: Challenge) => Date.parse(expires_at) - Date.now() - soon;
