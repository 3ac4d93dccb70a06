// What a change needs is asked where the change was begun: a code, or a passkey.
import { isProblem } from "latchkey-client";
import { openDialog, type Dialog } from "./dialog.js";
import { h, put } from "./dom.js";
import { isSent, type Asker, type Opened } from "./factor/asked.js";
import { asking } from "./factor/asking.js";
import type { Signed } from "./passkey.js";
import { client } from "./session.js";
import { t } from "./words.js";

export type { Opened } from "./factor/asked.js";

/** The challenge of a refusal that a code resolves; anything else is thrown on. */
export function openedBy(error: unknown): Opened {
  if (!isProblem(error, "email_unconfirmed", "delivery_unsure") || !error.challenge) throw error;
  return { challenge: error.challenge, unsure: error.is("delivery_unsure") };
}

/** What takes an answer. */
export interface Answer<T> {
  code: (challengeId: string, code: string) => Promise<T>;
  /** Of challenges whose passkey does not stand for a code. */
  passkey?: (challengeId: string, signed: Signed) => Promise<T>;
}

/**
 * Asks for what answers a challenge, and gives what the call with it answers. Null: the user went
 * back. "again": the challenge is closed, and the user wants another one.
 */
export function askCode<T>(opened: Opened, answer: Answer<T>, signal: AbortSignal): Promise<T | "again" | null> {
  const { purpose, methods } = opened.challenge;
  const messages = methods.every((method) => method === "email" || method === "sms");
  return openDialog<T | "again">(t(messages ? `code.title.${purpose}` : `ways.prove.${purpose}`), signal, (dialog) => {
    const place = h("div", { class: "stack" });
    put(place, asking(opened, asker(opened, dialog, answer, place)));
    return [place];
  });
}

function asker<T>(opened: Opened, dialog: Dialog<T | "again">, answer: Answer<T>, place: HTMLElement): Asker {
  const { purpose } = opened.challenge;
  const deletes = purpose === "delete_user" || purpose === "bulk_delete";
  let sent = isSent(opened.challenge);
  let proof: Proof | undefined;
  // What a passkey signed is taken once. The code that it gave may have to be sent again.
  async function prove(id: string, sign: () => Promise<Signed>): Promise<T> {
    if (answer.passkey) return answer.passkey(id, await sign());
    if (proof?.id !== id) proof = { id, code: await proofOf(id, await sign()) };
    return answer.code(id, proof.code);
  }
  return {
    signal: dialog.signal,
    action: t(deletes ? "code.delete" : "code.confirm"),
    danger: deletes,
    beside: () => [dialog.cancel],
    give: ({ id }, code) => answer.code(id, code).then(dialog.close),
    prove: ({ id }, sign) => prove(id, sign).then(dialog.close),
    goesOn: ({ challenge }) => void (sent = isSent(challenge)),
    over: (text) => showOver(place, dialog, text, t(sent ? "code.again" : "ways.again")),
    timeUp: () => t(sent ? "code.expired" : "ways.time-up-unchanged"),
    refused: (error) => (dialog.fail(error), true),
  };
}

interface Proof {
  id: string;
  code: string;
}

async function proofOf(id: string, signed: Signed): Promise<string> {
  const { body } = await client.call("POST", "/passkeys/sign-in", { body: { challenge_id: id, credential: signed } });
  if (!body.challenge_code) throw new TypeError("the answer has no code");
  return body.challenge_code;
}

// What there is to do when the challenge is closed.
function showOver<T>(place: HTMLElement, { close, cancel }: Dialog<T | "again">, text: string, action: string): void {
  const again = h("button", { type: "button", class: "primary", onclick: () => close("again") }, action);
  put(place, h("p", { class: "alert", role: "alert" }, text), h("div", { class: "actions" }, again, cancel));
  again.focus();
}
