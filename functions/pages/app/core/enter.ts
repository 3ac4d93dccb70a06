// Signing in with a password, from any page that asks for one.
import { isProblem } from "latchkey-client";
import { setPending, type Pending } from "./challenge.js";
import { go, goOn } from "./router.js";
import { client, keepSession } from "./session.js";

/** Signs in, and goes to what comes next: the code, the confirmation of the address, or where the user wanted to be. */
export async function enter(username: string, password: string, unconfirmed: (open: Pending) => Promise<void> = toConfirm): Promise<void> {
  try {
    const { body } = await client.call("POST", "/users/login", { body: { username, password } });
    if (!body.challenge) {
      keepSession(body);
      return goOn();
    }
    setPending({ challenge: body.challenge, at: "/2fa", username });
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
