// A recent sign-in by a passkey, in the place of the password.
import { Latchkey, type Session } from "latchkey-client";
import { base, config } from "./config.js";
import { Form } from "./form.js";
import { deviceHeader } from "./known-device.js";
import { canUsePasskeys, NoPasskey, signed } from "./passkey.js";
import { client, keepSession } from "./session.js";
import { t } from "./words.js";

/** The button, for who has a passkey. */
export function passkeyButton(signal: AbortSignal, done: () => void): HTMLElement | null {
  const user = client.session?.user;
  if (user?.["2fa_method"] !== "passkey" || !config.passkeys || !canUsePasskeys()) return null;
  const form = new Form({ fields: [], action: t("passkey.use"), signal, submit: () => signIn(user, signal).then(done) });
  form.button.className = "second";
  return form.element;
}

async function signIn({ id, username }: Session["user"], signal: AbortSignal): Promise<void> {
  const { challenge } = (await client.call("POST", "/passkeys/begin", { signal })).body;
  const credential = await signed(challenge.public_key ?? {}, { signal });
  const { body } = await client.call("POST", "/passkeys/sign-in", { body: { challenge_id: challenge.id, credential }, headers: deviceHeader(username) });
  if (body.user?.id === id) return keepSession(body);
  // The browser offers the passkeys of everybody who uses it. That of another user changes nothing here.
  await new Latchkey(base, { session: body as Session }).signOut();
  throw new NoPasskey("passkey.foreign");
}
