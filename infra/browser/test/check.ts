// What holds for every page in every state: WCAG, no scrolling sideways, no text that is not one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { pictures } from "./walk.js";

const rules: axe.RunOptions = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  rules: { "target-size": { enabled: true } },
  resultTypes: ["violations"],
};

const desktop = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
const sizes = { desktop, phone };
// Colours do not depend on the size, nor sizes on the colours: two of the four show both.
const audited = ["light-desktop", "dark-phone"];
const narrowest = { width: 320, height: 640 };

/** Checks what a page shows, in light and dark, wide and narrow, and keeps pictures of it under a name. */
export async function check(page: Page, name: string): Promise<void> {
  await page.locator("h1").waitFor(); // every page has one, and only one
  const before = page.viewportSize() ?? desktop;
  const problems = await texts(page);
  const fullPage = (await page.locator("dialog[open]").count()) === 0; // a dialog lies over the window, not over the page
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      const look = `${colorScheme}-${size}`;
      const where = `${name}-${look}`;
      await page.screenshot({ path: `${pictures}${where}.png`, fullPage });
      problems.push(...(await fits(page, where)));
      if (audited.includes(look)) problems.push(...(await violations(page, where)));
    }
  }
  await page.setViewportSize(narrowest);
  problems.push(...(await fits(page, `${name}-320`)));
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
  assert.deepEqual(problems, [], `what is wrong with ${name}`);
}

// The script comes in by the browser's own door, so that the page's policy stays as it is.
async function violations(page: Page, where: string): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const found = await page.evaluate((options) => (globalThis as unknown as { axe: typeof axe }).axe.run(document, options), rules);
  return found.violations.flatMap((v) => v.nodes.map((n) => `${where}: ${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

async function fits(page: Page, where: string): Promise<string[]> {
  const [width, room] = await page.evaluate(() => [document.scrollingElement!.scrollWidth, innerWidth]);
  return width! > room! ? [`${where}: ${width} px wide in a window of ${room} px`] : [];
}

const english = JSON.parse(readFileSync(new URL("../../../shared/domain/words/en.json", import.meta.url), "utf8")) as { pages: object };
const keys = keysOf(english.pages);

function keysOf(table: object, way = ""): string[] {
  return Object.entries(table).flatMap(([name, inner]) => (typeof inner === "string" ? [way + name] : keysOf(inner as object, `${way}${name}.`)));
}

// A place that was not filled, or a key where its text should be.
async function texts(page: Page): Promise<string[]> {
  const lines = (await page.evaluate(() => [document.title, ...document.body.innerText.split("\n")])).map((line) => line.trim());
  const wrong = lines.filter((line) => /\{\w+\}|\bundefined\b|\[object /.test(line) || keys.includes(line) || line.includes("pages."));
  const title = lines[0] ? [] : ["the page has no title"];
  return [...title, ...wrong.map((line) => `a text that is not one: ${line}`)];
}
