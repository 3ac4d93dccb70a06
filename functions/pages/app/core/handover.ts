// A user who came from an application to sign in, and goes back to it with a code.
import { recall, keep } from "./memory.js";
import { client } from "./session.js";

/** Where the user goes back to, and with what. */
export interface Return {
  to: string;
  state: string;
  challenge: string;
}

export const returning = () => recall<Return>("return");
export const forgetReturn = () => keep("return", null);

/** What the application is called here: the host is the part of an address that says whose it is. */
export const applicationOf = (back: Return) => new URL(back.to).host;

const s256 = /^[\w-]{43}$/;
const printable = /^[!-~]{1,1024}$/;

/** What an application gave with its link to sign-in: undefined if there is no application, null if something is missing or malformed. */
export function received(query: URLSearchParams): Return | null | undefined {
  const [to, state, challenge] = ["return_to", "state", "code_challenge"].map((name) => query.get(name) ?? "");
  if (!query.has("return_to")) return undefined;
  if (!to || !state || !challenge || !/^https?:/.test(to) || !URL.canParse(to)) return null;
  return printable.test(state) && s256.test(challenge) ? { to, state, challenge } : null;
}

/** Goes back with a code, for which the application gets a session. */
export async function handOver(back: Return): Promise<void> {
  const body = { return_to: back.to, code_challenge: back.challenge };
  const reply = await client.call("POST", "/users/{id}/authorization-codes", { path: { id: "me" }, body });
  await leave(back, { code: reply.body.code });
}

/** Goes back without one: the user does not want to sign in. */
export const decline = (back: Return) => leave(back, { error: "access_denied" });

// The fragment is seen by no server. This page is not left in the history: nobody comes back to it.
// It is on its way out, so nothing can be pressed again.
function leave(back: Return, answer: Record<string, string>): Promise<never> {
  forgetReturn();
  location.replace(`${back.to}#${new URLSearchParams({ ...answer, state: back.state })}`);
  return new Promise(() => {});
}
