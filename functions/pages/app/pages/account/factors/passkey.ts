// A passkey: its name, and then the browser's own dialog.
import type { ConfirmedFactor } from "latchkey-client";
import { device } from "../../../core/device.js";
import { openDialog } from "../../../core/dialog.js";
import { h } from "../../../core/dom.js";
import { made, NoPasskey } from "../../../core/passkey.js";
import { t, type Key } from "../../../core/words.js";
import { nameForm } from "./named.js";
import { beginFactor, confirmFactor, type Attestation, type Begun } from "./state.js";

/** Adds a passkey. Null: the user went back. */
export function addPasskey(signal: AbortSignal): Promise<ConfirmedFactor | null> {
  return openDialog<ConfirmedFactor>(t("factors.passkey.title"), signal, ({ signal, close, cancel }) => {
    let begun: Begun | null = null; // goes on after the browser's dialog was left
    let named = "";
    const submit = async (name: string) => {
      if (!begun || name !== named) begun = await beginFactor("passkey", name, signal);
      named = name;
      if (!begun?.passkey) return;
      const credential = (await made(begun.passkey.public_key, signal).catch(explained)) as Attestation;
      const { id } = begun.factor;
      begun = null; // it is confirmed once
      close(await confirmFactor(id, { credential }));
    };
    const form = nameForm(device(navigator.userAgent), t("factors.passkey.name-hint"), { signal, beside: [cancel] }, submit);
    return [h("p", {}, t("factors.passkey.text")), form.element];
  });
}

// What the browser says means something else here than at a sign-in.
const meanings: Partial<Record<Key, Key>> = { "passkey.cancelled": "factors.passkey.cancelled", "passkey.failed": "factors.passkey.cannot" };

function explained(error: unknown): never {
  const text = error instanceof NoPasskey && meanings[error.text];
  throw text ? new NoPasskey(text, { cause: error }) : error;
}
