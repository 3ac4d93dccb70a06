// Signing in with a password, from any page that asks for one.
import { isProblem, type Session } from "latchkey-client";
import { setPending, type Pending } from "./challenge.js";
import { go, goOn } from "./router.js";
import { deviceHeader, keepDevice } from "./known-device.js";
import { client, keepSession } from "./session.js";

interface Entering {
  /** What happens where the address is not confirmed yet. */
  unconfirmed?: (open: Pending) => Promise<void>;
  /** What goes along, where this device is to be known. */
  remember?: { remember_device?: true };
}

/** Signs in, and goes to what comes next: the second factor, the confirmation of the address, or where the user wanted to be. */
export async function enter(username: string, password: string, { unconfirmed = toConfirm, remember = {} }: Entering = {}): Promise<void> {
  try {
    const body = { username, password, ...remember };
    const reply = await client.call("POST", "/users/login", { body, headers: deviceHeader(username) });
    if (!reply.body.challenge) {
      signedIn(reply.body, username);
      return goOn();
    }
    setPending({ challenge: reply.body.challenge, at: "/2fa", username });
  } catch (error) {
    if (!isProblem(error, "email_unconfirmed", "delivery_unsure") || !error.challenge) throw error;
    const open = { challenge: error.challenge, username, unsure: error.is("delivery_unsure") };
    if (error.challenge.purpose === "confirm_email") return unconfirmed({ ...open, at: "/users/confirm" });
    setPending({ ...open, at: "/2fa" });
  }
  return go("two-factor");
}

function toConfirm(open: Pending): Promise<void> {
  setPending(open);
  return go("confirm");
}

/** Takes what a sign-in was answered with: the session and, where the user wanted it, what this device is known by. */
export function signedIn(answer: Partial<Session> & { device_token?: string }, typed?: string): void {
  keepSession(answer);
  if (answer.device_token && answer.user) keepDevice(answer.device_token, answer.user.username, ...(typed ? [typed] : []));
}
