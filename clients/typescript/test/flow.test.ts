import assert from "node:assert/strict";
import { test } from "node:test";
import { Latchkey, isProblem, type Session } from "latchkey-client";
import { api, codeFor, fresh, never, password, reading, wrongCodeFor } from "./service.js";

test("registers, confirms, signs in with a code, changes the address, and deletes the account", async () => {
  const username = fresh();
  const [email, next] = [`${username}@example.com`, `${username}@example.org`];
  const stored: (Session | null)[] = [];
  const latchkey = new Latchkey(api, { onSession: (s) => stored.push(s) });
  const asked: string[] = [];

  let tries = 0;
  const made = await latchkey.register({ username, email, password, "2fa": true, "2fa_method": "email" }, ({ challenge }) => {
    asked.push(challenge.purpose);
    return tries++ === 0 ? wrongCodeFor(email) : codeFor(email);
  });
  assert.deepEqual([made.email_confirmed, made["2fa"], stored.length], [true, true, 0]);

  const session = await latchkey.signIn({ username, password }, async ({ challenge }) => {
    asked.push(challenge.purpose);
    return ` ${await codeFor(email)} `; // as it is pasted
  });
  assert.match(session.token, /^lks_/);
  assert.deepEqual([...stored], [session]);

  // Another client goes on with what the application stored.
  const later = new Latchkey(api, { session, onSession: (s) => stored.push(s) });
  assert.equal((await later.user()).email, email);
  const changed = await later.updateUser("me", { email: next }, ({ challenge }) => {
    asked.push(challenge.purpose);
    return codeFor(challenge.purpose === "change_contact" ? email : next); // the factor that moves, and then the new address
  });
  assert.deepEqual(changed, await later.user());
  assert.equal(changed.email, next);
  assert.equal((await later.updateUser("me", { username: `${username}-2` }, never)).username, `${username}-2`);
  assert.deepEqual((await later.sessions()).map((s) => s.current), [true]);

  await later.deleteUser("me", ({ challenge }) => {
    asked.push(challenge.purpose);
    return codeFor(next);
  });
  assert.deepEqual(asked, ["confirm_email", "confirm_email", "sign_in", "change_contact", "change_email", "delete_user"]);
  assert.deepEqual([later.session, stored], [null, [session, null]]);
  await assert.rejects(latchkey.user(), (error) => isProblem(error, "token_invalid"));
  await assert.rejects(latchkey.signIn({ username: `${username}-2`, password }, never), (error) => isProblem(error, "invalid_credentials"));
});

test("a password is changed, and the other sessions end", async () => {
  const username = fresh();
  const email = `${username}@example.com`;
  const [here, there] = [new Latchkey(api), new Latchkey(api)];
  await here.register({ username, email, password }, reading(email));
  await here.signIn({ username, password }, never);
  await there.signIn({ username, password }, never);
  await assert.rejects(here.changePassword("wrong wrong wrong wrong", "copper lantern under snow"), (error) => isProblem(error, "wrong_password"));
  await here.changePassword(password, "copper lantern under snow");
  assert.equal((await here.user()).username, username);
  await assert.rejects(there.user(), (error) => isProblem(error, "token_invalid"));
});

test("staff read all users of a search, page by page", async () => {
  const prefix = fresh();
  for (const n of ["a", "b", "c"]) await new Latchkey(api).register({ username: `${prefix}${n}`, email: `${prefix}${n}@example.com`, password }, reading(`${prefix}${n}@example.com`));
  const boss = new Latchkey(api);
  await boss.signIn({ username: "boss", password }, reading("boss@latchkey.example"));
  const names: string[] = [];
  for await (const user of boss.users({ username: prefix, limit: 1 })) names.push(user.username);
  assert.deepEqual(names, [`${prefix}a`, `${prefix}b`, `${prefix}c`]);
  for await (const event of boss.auditEvents(`${prefix}a`)) {
    assert.equal(event.event, "email_confirmed");
    break;
  }
});
