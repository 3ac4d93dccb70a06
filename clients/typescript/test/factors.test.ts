import assert from "node:assert/strict";
import { test } from "node:test";
import { GaveUp, Latchkey, isProblem, type Ask } from "latchkey-client";
import { api, authenticatorCode, codeFor, fresh, never, password, reading } from "./service.js";

const account = async (twoFactor: boolean) => {
  const username = fresh();
  const email = `${username}@example.com`;
  const latchkey = new Latchkey(api);
  await latchkey.register({ username, email, password, "2fa": twoFactor }, reading(email));
  await latchkey.signIn({ username, password }, reading(email));
  return { username, email, latchkey };
};

test("an authenticator is added, asked for at sign-in, and removed with a recovery code", async () => {
  const { username, latchkey } = await account(false);
  const shown: (string | undefined)[] = [];
  let secret = "";
  const show = (totp: { secret: string; uri: string }, problem?: { code: string }) => {
    secret = totp.secret;
    assert.ok(totp.uri.startsWith("otpauth://totp/") && totp.uri.includes(secret));
    shown.push(problem?.code);
    return shown.length === 1 ? authenticatorCode(secret, 500) : authenticatorCode(secret);
  };
  const added = await latchkey.factors.addAuthenticator("My phone", show, never);
  assert.deepEqual([shown, added?.factor.type, added?.factor.name, added?.recovery_codes?.length], [[undefined, "invalid_code"], "totp", "My phone", 10]);

  const elsewhere = new Latchkey(api);
  await elsewhere.signIn({ username, password }, ({ challenge }) => {
    assert.deepEqual([challenge.method, challenge.methods, challenge.sent_to, challenge.resend_after], ["totp", ["totp"], null, null]);
    return authenticatorCode(secret, 1); // the step after the one that confirmed it
  });
  const [first, second] = added!.recovery_codes!;
  const session = await elsewhere.signIn({ username, password }, () => first!.toLowerCase().replaceAll("-", " "));
  assert.equal(session.recovery_codes_left, 9);
  await assert.rejects(elsewhere.signIn({ username, password }, ({ problem }) => (problem ? null : first!)), GaveUp, "a code that is used");
  assert.deepEqual((await elsewhere.factors.list()).recovery_codes?.left, 9);
  await elsewhere.factors.remove(added!.factor.id, () => second!);
  assert.deepEqual((await elsewhere.factors.list()).factors, []);
  await new Latchkey(api).signIn({ username, password }, never);
});

test("another way is opened at sign-in, and the strongest proves new recovery codes", async () => {
  const { username, email, latchkey } = await account(true);
  let secret = "";
  const asked: string[] = [];
  const ask: Ask = ({ challenge }) => {
    asked.push(`${challenge.purpose} ${challenge.method}`);
    return challenge.method === "totp" ? authenticatorCode(secret, 1) : codeFor(email);
  };
  const added = await latchkey.factors.addAuthenticator("My phone", (totp) => authenticatorCode((secret = totp.secret)), ask);
  assert.equal(added?.recovery_codes?.length, 10);
  const codes = await latchkey.factors.renewRecoveryCodes(ask);
  assert.equal(codes.length, 10);
  await new Latchkey(api).signIn({ username, password }, async ({ challenge, open }) => {
    assert.deepEqual(challenge.methods, ["totp", "email"]);
    const opened = await open("email");
    asked.push(`${opened.purpose} ${opened.method}`);
    return codeFor(email);
  });
  assert.deepEqual(asked, ["add_factor email", "renew_recovery_codes totp", "sign_in email"]);
  await assert.rejects(latchkey.signIn({ username, password }, ({ open }) => open("passkey").then(() => null)), (error) => {
    assert.ok(isProblem(error, "method_unavailable"));
    assert.deepEqual(error.errors.map((e) => e.field), ["method"]);
    return true;
  });
});

test("a device is known, named to the service, and forgotten", async () => {
  const { username, email } = await account(true);
  const told: string[] = [];
  const latchkey = new Latchkey(api, { onDevice: (token) => told.push(token) });
  await latchkey.signIn({ username, password, remember_device: true }, reading(email));
  assert.match(told[0]!, /^lkd_/);
  const { devices, current } = await latchkey.devices();
  const [device] = devices;
  assert.equal(current, device!.id);
  const later = new Latchkey(api, { device: told[0]! });
  await later.signIn({ username, password }, reading(email));
  assert.equal((await later.devices()).current, device!.id);
  await latchkey.forgetDevice(device!.id);
  await assert.rejects(latchkey.forgetDevice(device!.id), (error) => isProblem(error, "device_not_found"));
  assert.deepEqual([await latchkey.devices(), told.length], [{ devices: [], current: null }, 1]);
});
