import assert from "node:assert/strict";
import { check } from "./check.js";
import { PairedApp } from "./enrol.js";
import { newUser, password } from "./service.js";
import { walk } from "./walk.js";

walk("the pages speak the language of the browser, and that which is chosen here from then on", async (w) => {
  const page = await w.visit("sign-in", { locale: "de-DE" });
  await page.getByRole("heading", { name: "Anmelden" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  await check(page, "sign-in-german");
  await page.getByRole("combobox").selectOption("en");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  const later = await w.tab(page, "sign-in");
  await later.getByRole("heading", { name: "Sign in" }).waitFor();
});

walk("a browser whose language is not here gets the language of the service", async (w) => {
  const page = await w.visit("sign-in", { locale: "pt-BR" });
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

walk("factors and recovery codes are in German for who reads German", async (w) => {
  const user = await newUser();
  const page = await w.visit("account#security", { locale: "de-DE" });
  await page.locator("input[name=username]").fill(user.username);
  await page.locator("input[name=password]").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Zweite Faktoren" }).waitFor();
  await page.getByRole("group", { name: "Authenticator-App" }).getByRole("button", { name: "Hinzufügen" }).click();
  await page.keyboard.press("Enter");
  await page.locator(".qr").waitFor();
  await check(page, "german-totp-pair");
  const app = new PairedApp((await page.locator(".secret-text").innerText()).replace(/\s/g, ""));
  await page.getByLabel("Code der App").fill(app.code());
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Wiederherstellungscodes" }).waitFor();
  await check(page, "german-recovery-codes");
  await page.getByLabel("Ich habe sie aufbewahrt").check();
  await page.getByRole("button", { name: "Fertig" }).click();
  await page.getByText("Authenticator-App ist hinzugefügt").waitFor();
  await check(page, "german-factors");
});
