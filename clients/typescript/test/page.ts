// Runs in the browser, on a page of another origin than the service.
import { Latchkey, NetworkError, isProblem, type Ask, type Session } from "latchkey-client";

declare global {
  // What the test on the other side of the browser gives to the page.
  function codeFor(to: string): Promise<string>;
  var journey: (api: string, username: string, password: string) => Promise<unknown>;
  var refused: (api: string) => Promise<unknown>;
  var passkeys: (api: string, username: string, password: string) => Promise<unknown>;
}

const outcome = (error: unknown) => (isProblem(error) ? error.code : error instanceof NetworkError ? "no answer" : String(error));

globalThis.journey = async (api, username, password) => {
  const email = `${username}@example.com`;
  const asked: string[] = [];
  const ask: Ask = ({ challenge }) => {
    asked.push(challenge.purpose);
    return codeFor(email);
  };
  const latchkey = new Latchkey(api, { onSession: (s) => sessionStorage.setItem("session", JSON.stringify(s)) });
  const wrong = await latchkey.signIn({ username, password }, ask).catch(outcome);
  const made = await latchkey.register({ username, email, password, "2fa": true }, ask);
  const early = await latchkey
    .signIn({ username, password }, async ({ resend }) => (await resend(), null))
    .catch((e: unknown) => isProblem(e, "resend_too_soon") && { code: e.code, waits: e.retryAfter! > 0, request: e.requestId !== "" });
  await latchkey.signIn({ username, password }, ask);

  const session = JSON.parse(sessionStorage.getItem("session")!) as Session;
  const later = new Latchkey(api, { session });
  const read = await later.user();
  const changed = await later.updateUser("me", { username: `${username}-2` }, ask);
  return { asked, wrong, early, confirmed: made.email_confirmed, read: read.username, changed: changed.username };
};

globalThis.passkeys = async (api, username, password) => {
  const email = `${username}@example.com`;
  const asked: string[] = [];
  const ask: Ask = ({ challenge, passkey }) => {
    asked.push(`${challenge.purpose} ${challenge.method}`);
    return challenge.method === "passkey" ? passkey() : codeFor(email);
  };
  const latchkey = new Latchkey(api);
  await latchkey.register({ username, email, password }, ask);
  await latchkey.signIn({ username, password }, ask);
  const { factor, recovery_codes } = await latchkey.factors.addPasskey("This browser", ask);
  const without = await new Latchkey(api).signInWithPasskey();
  await new Latchkey(api).signIn({ username, password }, ask);
  await latchkey.updateUser("me", { "2fa": false }, ask);
  const gone = await new Latchkey(api).signInWithPasskey().catch(outcome);
  await latchkey.deleteUser("me", ask);
  return { asked, type: factor.type, codes: recovery_codes?.length, without: without.user.username, gone };
};

globalThis.refused = (api) => new Latchkey(api).call("GET", "/health").then(() => "answered", outcome);
