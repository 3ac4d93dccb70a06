import assert from "node:assert/strict";
import { test } from "node:test";
import { Latchkey, SignInRefused, isProblem, signInAddress } from "latchkey-client";
import { api, fresh, never, origin, password, reading } from "./service.js";

const returnTo = `${origin}/`;

// The sign-in page, which hands its user over and says where to go.
async function comesBack(page: Latchkey, address: string): Promise<string> {
  const asked = new URL(address).searchParams;
  const body = { return_to: asked.get("return_to")!, code_challenge: asked.get("code_challenge")! };
  const { code } = (await page.call("POST", "/users/{id}/authorization-codes", { path: { id: "me" }, body })).body;
  return `#${new URLSearchParams({ code, state: asked.get("state")! })}`;
}

test("an address of the sign-in page has a challenge and a state, and no secret", async () => {
  const { address, pending } = await signInAddress({ pages: "https://app.example.com/auth", returnTo: "https://app.example.com/?x=1" });
  const url = new URL(address);
  assert.equal(url.origin + url.pathname, "https://app.example.com/auth/app/sign-in");
  assert.deepEqual([...url.searchParams.keys()], ["return_to", "state", "code_challenge"]);
  assert.equal(url.searchParams.get("return_to"), "https://app.example.com/?x=1");
  assert.match(url.searchParams.get("code_challenge")!, /^[A-Za-z0-9_-]{43}$/);
  assert.match(pending.verifier, /^[A-Za-z0-9_-]{43}$/);
  assert.ok(!address.includes(pending.verifier));
  const again = await signInAddress({ pages: api, returnTo });
  assert.notDeepEqual(again.pending, pending);
});

test("what comes back without being the end of this sign-in is refused, and nothing is sent", async () => {
  const latchkey = new Latchkey("https://id.example.invalid");
  const pending = { state: "s", verifier: "v".repeat(43) };
  for (const fragment of ["", "#", "#top", "#state=s", "#code=lkh_x"]) assert.equal(await latchkey.finishSignIn(fragment, pending), null);
  const refused = (reason: string) => (error: unknown) => error instanceof SignInRefused && error.reason === reason;
  await assert.rejects(latchkey.finishSignIn("#code=lkh_x&state=t", pending), refused("wrong_state"));
  await assert.rejects(latchkey.finishSignIn("#code=lkh_x&state=s", null), refused("wrong_state"));
  await assert.rejects(latchkey.finishSignIn("#error=access_denied&state=t", pending), refused("wrong_state"));
  await assert.rejects(latchkey.finishSignIn("#error=access_denied&state=s", pending), refused("access_denied"));
});

test("a user who signed in on the page is signed in to the application, once", async () => {
  const username = fresh();
  const page = new Latchkey(api);
  await page.register({ username, email: `${username}@example.com`, password }, reading(`${username}@example.com`));
  await page.signIn({ username, password }, never);

  const other = await signInAddress({ pages: api, returnTo });
  const stolen = await comesBack(page, other.address);
  const thief = { state: other.pending.state, verifier: "x".repeat(43) };
  await assert.rejects(new Latchkey(api).finishSignIn(stolen, thief), (e) => isProblem(e, "invalid_authorization_code"));

  const { address, pending } = await signInAddress({ pages: api, returnTo });
  const fragment = await comesBack(page, address);
  const application = new Latchkey(api);
  const session = await application.finishSignIn(fragment, pending);
  assert.equal(session?.user.username, username);
  assert.equal((await application.sessions()).length, 2);
  await assert.rejects(new Latchkey(api).finishSignIn(fragment, pending), (e) => isProblem(e, "invalid_authorization_code"));
  await assert.rejects(application.user(), (e) => isProblem(e, "token_invalid"), "a code that two have");
  assert.equal((await page.user()).username, username);
});
