import { forgetDevice } from "../../core/known-device.js";
import { go } from "../../core/router.js";
import { client } from "../../core/session.js";

/** Goes to sign-in with a new password. Every session of the user has ended, and perhaps this tab had one. */
export async function chosen(username?: string): Promise<void> {
  if (username) forgetDevice(username); // the service has forgotten all of them
  if (client.session) await client.user().catch(() => (client.session = null));
  await go("sign-in", { replace: true, note: "chosen", ...(username ? { username } : {}) });
}
