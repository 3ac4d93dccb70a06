// The network goes away, or has a proxy in it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { check } from "./check.js";
import { signIn, typeIn } from "./hands.js";
import { api, newUser } from "./service.js";
import { walk } from "./walk.js";

const offline = [/ERR_INTERNET_DISCONNECTED/];

walk("a sign-in without a network says so, keeps what was typed, and goes on later", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in", { expected: offline });
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.context().setOffline(true);
  await typeIn(page, user.username);
  await page.getByText("The service could not be reached.").waitFor();
  await check(page, "sign-in-offline");
  assert.equal(await page.getByLabel("Username or e-mail address").inputValue(), user.username);
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/app\/account$/);
});

walk("a page that does not load for want of a network can be tried again", async (w) => {
  const page = await w.visit("sign-in", { expected: offline });
  await page.getByRole("link", { name: "Create an account" }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByText("The service could not be reached.").waitFor();
  await check(page, "offline");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("form").waitFor();
  assert.match(page.url(), /\/app\/register$/);
});

// A proxy that serves the service below /auth, as PublicUrl may say.
async function proxy(): Promise<Server> {
  const server = createServer((asked, answer) => {
    const { pathname, search } = new URL(asked.url ?? "/", "http://proxy");
    if (!pathname.startsWith("/auth/")) return void answer.writeHead(404).end();
    const onward = request(api + pathname.slice("/auth".length) + search, { method: asked.method, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    asked.pipe(onward);
  }).listen(0, "localhost");
  await once(server, "listening");
  return server;
}

walk("behind a proxy that serves them below a path, the pages ask below that path", async (w) => {
  const server = await proxy();
  try {
    const user = await newUser();
    const below = `http://localhost:${(server.address() as AddressInfo).port}/auth/`;
    const page = await w.visit(below);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.equal(page.url(), `${below}app/sign-in`);
    const outside: string[] = [];
    page.on("request", (r) => r.url().startsWith(below) || outside.push(r.url()));
    await signIn(page, user);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    assert.deepEqual(outside, []);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
