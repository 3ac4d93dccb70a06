import assert from "node:assert/strict";
import { check } from "./check.js";
import { signIn, typeIn } from "./hands.js";
import { adminToken, done, fresh, linkFor, mails, newUser, password, type User } from "./service.js";
import { walk, type Page } from "./walk.js";

const next = "copper lantern under snow";

async function ask(page: Page, email: string): Promise<void> {
  await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Send the link" }).dblclick();
  await page.getByRole("heading", { name: "Look at your mail" }).waitFor();
}

async function choose(page: Page, secret: string): Promise<void> {
  await page.getByLabel("New password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Set the password" }).click();
}

async function link(page: Page, user: User): Promise<string> {
  await ask(page, user.email);
  return linkFor(user.email, "/app/reset");
}

walk("the page for a link says the same with and without an account", async (w) => {
  const user = await newUser();
  const page = await w.visit("forgot");
  await check(page, "forgot");
  await page.getByLabel("E-mail address").fill("mary");
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("It looks like name@example.com").waitFor();
  await check(page, "forgot-wrong");
  const texts: string[] = [];
  for (const email of [user.email, `${fresh("nobody")}@example.com`]) {
    await page.goto(page.url());
    await ask(page, email);
    texts.push((await page.locator("main").innerText()).replace(email, "…"));
    await page.reload();
    await check(page, "forgot-sent");
    await page.getByRole("button", { name: "Ask again" }).click();
    assert.equal(await page.getByLabel("E-mail address").inputValue(), email);
  }
  assert.equal(texts[0], texts[1]);
  assert.equal((await mails(user.email)).length, 2, "one mail for the registration and one link");
});

walk("the link of a mail sets a new password, once", async (w) => {
  const user = await newUser();
  const address = await link(await w.visit("forgot"), user);
  const page = await w.visit(address);
  await page.getByRole("heading", { name: "Choose a new password" }).waitFor();
  assert.equal(new URL(page.url()).hash, "", "the token is not in the address bar");
  await check(page, "reset");
  await choose(page, "short");
  await page.getByText("at least 15 characters.").last().waitFor();
  await check(page, "reset-short");
  await choose(page, password);
  await page.getByText("The new password is the current one.").waitFor();
  await choose(page, next);
  await page.getByText("Your password is set.").waitFor();
  await check(page, "sign-in-chosen");
  await typeIn(page, user.username, password);
  await page.getByRole("alert").waitFor();
  await typeIn(page, user.username, next);
  await page.waitForURL(/\/account$/);
  const again = await w.visit(address);
  await choose(again, `${next} again`);
  await again.getByText("was replaced by a newer one").waitFor();
  await check(again, "reset-closed");
});

walk("a token that is pasted with what stands around it is found", async (w) => {
  const user = await newUser();
  const token = /lkr_\S+/.exec(await link(await w.visit("forgot"), user))![0];
  const page = await w.visit("reset");
  await check(page, "reset-paste");
  await page.getByLabel("Token from the mail").fill(token.slice(0, 30));
  await choose(page, next);
  await page.getByText("There is no complete token in this text.").waitFor();
  await check(page, "reset-paste-wrong");
  await page.getByLabel("Token from the mail").fill(`Token:\r\n ${token.slice(0, 30)}=\n${token.slice(30)}`.replace("=", ""));
  await choose(page, next);
  await page.getByText("Your password is set.").waitFor();
});

walk("a reset ends the session of the tab", async (w) => {
  const user = await newUser();
  const address = await link(await w.visit("forgot"), user);
  const page = await w.visit("sign-in");
  await signIn(page, user);
  await page.goto(address);
  await choose(page, next);
  await page.getByText("Your password is set.").waitFor();
  await page.getByLabel("Username or e-mail address").waitFor();
});

walk("the code of an admin sets a new password", async (w) => {
  const user = await newUser();
  const grant = await done<{ reset_code: string }>("POST", `/api/v1/admin/users/${user.username}/allow-reset`, {}, await adminToken());
  const page = await w.visit("reset#code");
  await check(page, "reset-code");
  await page.reload();
  await page.getByLabel("Username").fill(user.username);
  await page.getByLabel("Code from the admin").fill("lka_177c");
  await choose(page, next);
  await page.getByText("This is not a complete code").waitFor();
  await check(page, "reset-code-wrong");
  await page.getByLabel("Code from the admin").fill(`\n ${grant.reset_code.replace(/(.{10})/g, "$1 \n")}`);
  await choose(page, next);
  await page.getByText("Your password is set.").waitFor();
  assert.equal(await page.getByLabel("Username or e-mail address").inputValue(), user.username);
  await page.goto(page.url().replace("sign-in", "reset#code"));
  const closed = page.getByText("No new password is allowed for this username");
  for (let n = 0; n < 3; n++) {
    await page.getByLabel("Username").fill(fresh("nobody"));
    await page.getByLabel("Code from the admin").fill(grant.reset_code);
    await choose(page, `${next} again`);
    await closed.waitFor();
  }
});

walk("an invitation says that it is one", async (w) => {
  const page = await w.visit(`reset#token=lki_${"A".repeat(60)}`);
  await page.getByRole("heading", { name: "Choose your password" }).waitFor();
  await check(page, "reset-invited");
});
