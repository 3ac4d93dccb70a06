import assert from "node:assert/strict";
import { test } from "node:test";
import { GaveUp, Latchkey, Problem, isProblem, type Question, type Session } from "latchkey-client";
import { api, codeFor, fresh, never, password, reading, wrongCodeFor } from "./service.js";

const account = async (twoFactor: boolean) => {
  const username = fresh();
  const email = `${username}@example.com`;
  const latchkey = new Latchkey(api);
  await latchkey.register({ username, email, password, "2fa": twoFactor }, reading(email));
  return { username, email, latchkey };
};

test("addresses that would show tokens to others are refused", () => {
  for (const address of ["http://id.example.com", "http://localhost.example.com", "ftp://localhost", "https://a:b@id.example.com", "https://id.example.com/?x", "id"]) {
    assert.throws(() => new Latchkey(address), TypeError, address);
  }
});

test("a name that would lead to another route is refused", async () => {
  const latchkey = new Latchkey(api);
  for (const username of ["", ".", ".."]) {
    await assert.rejects(async () => { for await (const _ of latchkey.auditEvents(username)); }, TypeError, username);
  }
  await assert.rejects(async () => { for await (const _ of latchkey.auditEvents("../../../health?")); }, (error) => isProblem(error, "token_missing"));
});

test("a wrong password is a problem with its code, and makes no session", async () => {
  const { username, latchkey } = await account(false);
  await assert.rejects(latchkey.signIn({ username, password: "wrong wrong wrong wrong" }, never), (error) => {
    assert.ok(isProblem(error, "invalid_credentials"));
    assert.deepEqual([error.status, error.errors, error.retryAfter, error.challenge], [401, [], undefined, undefined]);
    assert.ok(error.requestId);
    return true;
  });
  assert.equal(latchkey.session, null);
});

test("fields that are not valid are named", async () => {
  const username = fresh();
  await assert.rejects(new Latchkey(api).register({ username, email: `${username}@example.com`, password: "shortest" }, never), (error) => {
    assert.ok(isProblem(error, "invalid_fields"));
    assert.deepEqual(error.errors.map((e) => [e.field, e.code]), [["password", "password_too_short"]]);
    return true;
  });
});

test("a wrong code is asked again, until the challenge is closed", async () => {
  const { username, email, latchkey } = await account(true);
  const asked: (string | undefined)[] = [];
  const ask = async ({ challenge, problem }: Question) => {
    assert.deepEqual([challenge.purpose, challenge.channel], ["sign_in", "email"]);
    asked.push(problem?.code);
    return asked.length === 2 ? "12 34" : wrongCodeFor(email);
  };
  await assert.rejects(latchkey.signIn({ username, password }, ask), (error) => isProblem(error, "challenge_closed"));
  assert.deepEqual(asked, [undefined, "invalid_code", "invalid_fields", "invalid_code", "invalid_code", "invalid_code", "invalid_code"]);
  assert.equal(latchkey.session, null);
});

test("who gives up is not signed in, and can redeem the challenge later", async () => {
  const { username, email, latchkey } = await account(true);
  const error = await latchkey.signIn({ username, password }, () => null).catch((e: unknown) => e);
  assert.ok(error instanceof GaveUp);
  assert.equal(latchkey.session, null);
  const reply = await latchkey.call("POST", "/2fa", { body: { challenge_id: error.challenge.id, code: await codeFor(email) } });
  assert.equal(reply.body.user?.username, username);
});

test("a code that is asked for too soon says how long to wait", async () => {
  const { username, latchkey } = await account(true);
  const ask = async ({ resend }: Question) => {
    await resend();
    return null;
  };
  await assert.rejects(latchkey.signIn({ username, password }, ask), (error) => {
    assert.ok(error instanceof Problem && error.is("resend_too_soon"));
    assert.equal(error.status, 429);
    assert.ok(error.retryAfter! > 0 && error.retryAfter! <= 60, String(error.retryAfter));
    return true;
  });
});

test("an unconfirmed address is confirmed on the way in", async () => {
  const username = fresh();
  const email = `${username}@example.com`;
  const latchkey = new Latchkey(api);
  await assert.rejects(latchkey.register({ username, email, password }, () => null), GaveUp);
  const asked: string[] = [];
  const session = await latchkey.signIn({ username, password }, ({ challenge, problem }) => {
    asked.push(`${challenge.purpose} ${problem?.code}`);
    return codeFor(email);
  });
  assert.deepEqual(asked, ["confirm_email email_unconfirmed"]);
  assert.equal(session.user.email_confirmed, true);
});

test("a session that has ended is forgotten, and the application is told", async () => {
  const { username, latchkey } = await account(false);
  const session = await latchkey.signIn({ username, password }, never);
  const told: (Session | null)[] = [];
  const elsewhere = new Latchkey(api, { session, onSession: (s) => told.push(s) });
  await latchkey.signOut();
  assert.equal(latchkey.session, null);
  await assert.rejects(elsewhere.user(), (error) => isProblem(error, "token_invalid"));
  assert.deepEqual([elsewhere.session, told], [null, [null]]);
  await elsewhere.signOut(); // nothing is left to end
});

test("a user sees no other", async () => {
  const one = await account(false);
  const other = await account(false);
  const { user } = await one.latchkey.signIn({ username: one.username, password }, never);
  await other.latchkey.signIn({ username: other.username, password }, never);
  await assert.rejects(other.latchkey.user(user.id), (error) => isProblem(error, "user_not_found"));
  await assert.rejects(async () => { for await (const _ of other.latchkey.users()); }, (error) => isProblem(error, "forbidden"));
});
