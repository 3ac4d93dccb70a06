// Signs in on Latchkey's page. Copy this file: it needs nothing else.
const kept = "sign-in"; // in sessionStorage, while the user is away
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

export async function signIn({ pages, returnTo }) {
  const [state, verifier] = [random(), random()];
  sessionStorage.setItem(kept, JSON.stringify({ state, verifier }));
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  location.assign(`${pages}/app/sign-in?${new URLSearchParams({ return_to: returnTo, state, code_challenge: challenge })}`);
}

// Call this whenever the page at returnTo is loaded. Null means that nobody comes back from signing in.
export async function finishSignIn({ pages }) {
  const returned = new URLSearchParams(location.hash.slice(1));
  if (!returned.has("state")) return null;
  history.replaceState(null, "", location.pathname + location.search); // the code leaves the address and the history
  const begun = JSON.parse(sessionStorage.getItem(kept));
  sessionStorage.removeItem(kept); // it is for one try
  if (returned.get("state") !== begun?.state) throw new Error("wrong_state");
  if (!returned.has("code")) throw new Error(returned.get("error") ?? "access_denied");
  const answer = await fetch(`${pages}/users/login/code`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: returned.get("code"), code_verifier: begun.verifier }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.code);
  return body; // token, expires_at, user
}
