// Users without a mouse.
import assert from "node:assert/strict";
import { PairedApp, openSecurity } from "./enrol.js";
import { codeFor, newUser, password } from "./service.js";
import { walk, type Page } from "./walk.js";

interface Focus {
  end: boolean;
  name: string;
  outlined: boolean;
  text: string;
}

function focus(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    const style = getComputedStyle(at);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return { end: at === document.body, name: at.getAttribute("name") ?? "", outlined, text: at.innerText?.trim() ?? "" };
  });
}

// Goes on with Tab until something has the focus. On the way each stop can be seen.
async function tabTo(page: Page, wanted: (f: Focus) => boolean): Promise<void> {
  for (let stops = 0; stops < 25; stops++) {
    await page.keyboard.press("Tab");
    const at = await focus(page);
    if (at.end) continue; // behind the last stop comes the first
    assert.ok(at.outlined, `the focus cannot be seen on ${at.name || at.text}`);
    if (wanted(at)) return;
  }
  assert.fail("Tab does not lead there");
}

walk("the keyboard alone signs a user in and out, and the focus can be seen on the way", async (w) => {
  const user = await newUser({ "2fa": true });
  const page = await w.visit("sign-in");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal((await focus(page)).text, "Skip to the content", "the first stop");
  await page.keyboard.press("Enter");
  await tabTo(page, (f) => f.name === "username");
  await page.keyboard.type(user.username);
  await tabTo(page, (f) => f.name === "password");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Enter your code" }).waitFor();
  assert.equal((await focus(page)).name, "code", "the focus waits in the box");
  await page.keyboard.type(await codeFor(user.email));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await tabTo(page, (f) => f.text === "Sign out");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

walk("the keyboard alone adds an authenticator and keeps its codes", async (w) => {
  const page = await openSecurity(w, await newUser());
  await tabTo(page, (f) => f.text === "Add"); // a passkey
  await tabTo(page, (f) => f.text === "Add");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  assert.equal((await focus(page)).name, "name", "the focus waits in the box");
  await page.keyboard.press("Enter");
  await page.locator(".qr").waitFor();
  const app = new PairedApp((await page.locator(".secret-text").innerText()).replace(/\s/g, ""));
  await tabTo(page, (f) => f.name === "code");
  await page.keyboard.type(app.code());
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Recovery codes" }).waitFor();
  await tabTo(page, (f) => f.name === "kept");
  await page.keyboard.press("Space");
  await tabTo(page, (f) => f.text === "Done");
  await page.keyboard.press("Enter");
  await page.locator(".factors .done:not(:empty)").waitFor();
  assert.equal((await focus(page)).text, "Second factors", "the focus is where it is told");
});

walk("a form that is busy turns nothing for who wants less motion", async (w) => {
  const user = await newUser();
  const page = await w.visit("sign-in");
  const moving = () => page.evaluate(() => document.getAnimations().length);
  const held = await hold(page);
  await page.getByLabel("Username or e-mail address").fill(user.username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.locator("form[aria-busy]").waitFor();
  assert.equal(await moving(), 0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  assert.ok((await moving()) > 0, "others see that it works on it");
  held();
  await page.waitForURL(/\/app\/account$/);
});

// Holds the answers to sign-ins back, until it is told to let them go.
async function hold(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/users/login", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
