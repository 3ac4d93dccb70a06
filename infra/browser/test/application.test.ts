// The example application, on an origin of its own: its users sign in here, and go back to it.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { check } from "./check.js";
import { typeCode, typeIn, signIn } from "./hands.js";
import { api, application, call, newUser } from "./service.js";
import { walk, type Page } from "./walk.js";

const both = { also: [api, application] };
const hello = (page: Page, name: string) => page.getByRole("heading", { name: `Hello, ${name}` }).waitFor();

function begun(): { link: string; verifier: string } {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const query = new URLSearchParams({ return_to: `${application}/`, state: "of-the-application", code_challenge: challenge });
  return { link: `${api}/app/sign-in?${query}`, verifier };
}

walk("a user of an application signs in with a code here, and is back in the application", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await w.visit(application, both);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText(`Sign in to continue to ${new URL(application).host}.`).waitFor();
  await check(page, "application-sign-in");
  await typeIn(page, user.username);
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  await page.reload();
  await typeCode(page, user);
  await hello(page, user.username);
  assert.equal(page.url(), `${application}/`, "no code stays in the address");
  await page.reload();
  await hello(page, user.username);
});

walk("a user who is signed in here is asked before the application hears of it", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in", both);
  await signIn(page, user);
  await page.goto(application);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Continue to the application" }).waitFor();
  await check(page, "application-continue");
  await page.getByRole("button", { name: `Continue as ${user.username}` }).click();
  await hello(page, user.username);
});

walk("a user who does not want to sign in goes back without it", async (w) => {
  const page = await w.visit(application, both);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Go back without signing in" }).click();
  await page.getByText("You came back without signing in.").waitFor();
  assert.equal(page.url(), `${application}/`);
});

walk("a code is for one use, and for who has the verifier", async (w) => {
  const user = await newUser();
  const signedIn = async (): Promise<{ code: string; verifier: string }> => {
    const { link, verifier } = begun();
    const page = await w.visit(link, both);
    await page.route(`${application}/`, (route) => route.fulfill({ contentType: "text/html", body: "<title>Back</title>" }));
    await typeIn(page, user.username);
    await page.waitForURL(`${application}/#*`);
    const returned = new URLSearchParams(new URL(page.url()).hash.slice(1));
    assert.equal(returned.get("state"), "of-the-application");
    return { code: returned.get("code")!, verifier };
  };
  const first = await signedIn();
  const redeem = (code: string, verifier: string) => call<{ code?: string; token?: string }>("POST", "/users/login/code", { code, code_verifier: verifier });
  assert.ok((await redeem(first.code, first.verifier)).body.token);
  assert.equal((await redeem(first.code, first.verifier)).body.code, "invalid_authorization_code", "a second time");
  const second = await signedIn();
  assert.equal((await redeem(second.code, first.verifier)).body.code, "invalid_authorization_code", "another verifier");
});
