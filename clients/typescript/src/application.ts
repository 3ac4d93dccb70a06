import { encode } from "./base64url.js";
import { LatchkeyError } from "./problem.js";

/** What an application keeps until its user is back from the sign-in page, such as in sessionStorage. The verifier is a secret. */
export interface PendingSignIn {
  state: string;
  verifier: string;
}

/** The user came back without being signed in. */
export class SignInRefused extends LatchkeyError {
  override name = "SignInRefused";

  constructor(
    /** access_denied if the user did not want to; wrong_state if this browser did not begin the sign-in. */
    readonly reason: "access_denied" | "wrong_state" | (string & {}),
  ) {
    super(`the sign-in was not finished: ${reason}`);
  }
}

/** Begins a sign-in on the service's page: the address to go to, and what to keep meanwhile. `returnTo` is listed in ReturnUrls. */
export async function signInAddress({ pages, returnTo }: { pages: string; returnTo: string }): Promise<{ address: string; pending: PendingSignIn }> {
  const pending = { state: random(), verifier: random() };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  const address = new URL("app/sign-in", pages.endsWith("/") ? pages : `${pages}/`);
  address.search = new URLSearchParams({ return_to: returnTo, state: pending.state, code_challenge: encode(digest) }).toString();
  return { address: address.href, pending };
}

/** The code that a user came back with; null if the fragment is none of the sign-in page. */
export function codeIn(fragment: string, pending: PendingSignIn | null): string | null {
  const returned = new URLSearchParams(fragment.replace(/^#/, ""));
  const [code, error, state] = ["code", "error", "state"].map((name) => returned.get(name));
  if (!state || (!code && !error)) return null;
  // Without this, a link with somebody else's code would sign the user in to somebody else's account.
  if (state !== pending?.state) throw new SignInRefused("wrong_state");
  if (!code) throw new SignInRefused(error!);
  return code;
}

function random(): string {
  return encode(crypto.getRandomValues(new Uint8Array(32)));
}
