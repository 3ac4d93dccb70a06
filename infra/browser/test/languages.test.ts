import assert from "node:assert/strict";
import { check } from "./check.js";
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
