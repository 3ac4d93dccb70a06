import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { GatewayError, Latchkey, NetworkError, isProblem } from "latchkey-client";
import { api, codeFor, fresh, never, password } from "./service.js";

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a line that is cut is a network error, and the same key finds what was done", async (t) => {
  let cut = true;
  const proxy = await serve(t, (incoming, outgoing) => {
    const forward = request(new URL(incoming.url!, api), { method: incoming.method, headers: incoming.headers }, (answer) => {
      if (cut) return void (answer.destroy(), incoming.socket.destroy()); // the service has done it, and the answer is lost
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forward);
  });
  const username = fresh();
  const email = `${username}@example.com`;
  const latchkey = new Latchkey(proxy);
  const registration = { username, email, password };
  await assert.rejects(latchkey.register(registration, never, { idempotencyKey: username }), (error) => error instanceof NetworkError && !error.timedOut);
  cut = false;
  await assert.rejects(latchkey.register(registration, never), (error) => isProblem(error, "username_taken"));
  const user = await latchkey.register(registration, () => codeFor(email), { idempotencyKey: username });
  assert.deepEqual([user.username, user.email_confirmed], [username, true]);
});

test("no answer in time is a network error that says so; a call that is aborted ends with its reason", async (t) => {
  const silent = await serve(t, () => {});
  const latchkey = new Latchkey(silent, { timeout: 50 });
  await assert.rejects(latchkey.user(), (error) => error instanceof NetworkError && error.timedOut);
  const reason = new Error("the page was left");
  const abort = new AbortController();
  const call = new Latchkey(silent).user("me", { signal: abort.signal });
  abort.abort(reason);
  await assert.rejects(call, (error) => error === reason);
});

test("what a gateway says in place of the service is no problem of it", async (t) => {
  const answers: [number, Record<string, string>, string][] = [
    [429, { "content-type": "application/json", "retry-after": "7" }, '{"message":"Too Many Requests"}'],
    [403, { "content-type": "text/html" }, "<html>no</html>"],
    [502, { "content-type": "application/problem+json" }, '{"code":"inval'],
    [200, { "content-type": "application/json" }, '{"id":1'],
  ];
  const broken = await serve(t, (_, out) => {
    const [status, headers, body] = answers.shift()!;
    out.writeHead(status, headers).end(body);
  });
  const said = [];
  const latchkey = new Latchkey(broken);
  for (let left = answers.length; left > 0; left--) {
    const error = await latchkey.user().catch((e: unknown) => e);
    assert.ok(error instanceof GatewayError, String(error));
    said.push([error.status, error.retryAfter, error.message]);
  }
  assert.deepEqual(said, [
    [429, 7, "Too Many Requests"],
    [403, undefined, "status 403"],
    [502, undefined, "the answer was cut short or is not JSON"],
    [200, undefined, "the answer was cut short or is not JSON"],
  ]);
});

test("a token is sent to the address alone, and follows no redirect", async (t) => {
  let visited = 0;
  const elsewhere = await serve(t, (_, out) => void (visited++, out.end()));
  const moved = await serve(t, (_, out) => void out.writeHead(307, { location: elsewhere }).end());
  const session = { token: "lks_x", expires_at: "", user: {} as never };
  await assert.rejects(new Latchkey(moved, { session }).user(), NetworkError);
  assert.equal(visited, 0);
});

test("a server names its user's address, and a wrong secret is refused", async () => {
  const latchkey = new Latchkey(api, { backend: { secret: "wrong", clientAddress: "203.0.113.7" } });
  await assert.rejects(latchkey.call("GET", "/health"), (error) => isProblem(error, "invalid_backend_secret"));
});
