// A walk through the pages, in a browser that tells of everything that must not happen on the way.
import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import { api } from "./service.js";

export type { Page } from "playwright-core";

/** Where pictures are written. */
export const pictures = new URL("../../../build/browser/", import.meta.url).pathname;
mkdirSync(pictures, { recursive: true });

const names = ["chromium", "chromium-browser", "google-chrome"];
const program = (process.env["PATH"] ?? "")
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find(existsSync);

let browser: Promise<Browser> | undefined;
after(async () => (await browser)?.close());

function start(): Promise<Browser> {
  assert.ok(program, "Chromium is not here");
  browser ??= chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-background-networking"] });
  return browser;
}

export interface Visitor extends BrowserContextOptions {
  /** Origins that may be asked besides that of the address. */
  also?: string[];
  /** What is no failure in this walk, such as a request without a network. */
  expected?: RegExp[];
  /** Whether the walk moves the clock. It is there before the page: timers of two clocks would not know each other. */
  clock?: boolean;
}

/** What a test does in the browser. Each visitor has a browser of their own: nothing is shared. */
export class Walk {
  readonly contexts: BrowserContext[] = [];
  readonly problems: string[] = [];

  /** Opens a page for a new visitor. An address such as "sign-in" is one of the service's pages. */
  async visit(address: string, visitor: Visitor = {}): Promise<Page> {
    const { also = [], expected = [], clock = false, ...options } = visitor;
    const to = at(address);
    const context = await (await start()).newContext({ locale: "en-GB", reducedMotion: "reduce", viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(Number(process.env["SECONDS_TO_WAIT"] ?? 60) * 1000); // a busy machine is no failure
    this.contexts.push(context);
    await this.#watch(context, [new URL(to).origin, ...also], expected);
    if (clock) await context.clock.install();
    const page = await context.newPage();
    await page.goto(to);
    return page;
  }

  /** Opens another tab of the same visitor. */
  async tab(page: Page, address: string): Promise<Page> {
    const tab = await page.context().newPage();
    await tab.goto(at(address));
    return tab;
  }

  async #watch(context: BrowserContext, origins: string[], expected: RegExp[]): Promise<void> {
    const tell = (problem: string) => expected.some((e) => e.test(problem)) || this.problems.push(problem);
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`));
    });
    context.on("console", (m) => m.type() === "error" && !refused(m.text(), m.location().url) && tell(`console: ${m.text()} (${m.location().url})`));
    context.on("weberror", (e) => tell(`error of the page: ${e.error().stack}`));
    context.on("response", (r) => r.status() >= 500 && tell(`answer: ${r.status()} of ${r.url()}`));
    context.on("request", (r) => {
      const { protocol, origin } = new URL(r.url());
      if (protocol.startsWith("http") && !origins.includes(origin)) tell(`request to another origin: ${r.url()}`);
    });
  }

  async end(): Promise<void> {
    for (const context of this.contexts) await context.close();
  }
}

const at = (address: string) => (/^(http|about:)/.test(address) ? address : `${api}/app/${address}`);

// A refusal of the API is a state that pages show. Chromium writes each into the console.
function refused(text: string, url: string): boolean {
  return /^Failed to load resource: the server responded with a status of 4\d\d/.test(text) && !new URL(url).pathname.includes("/app/");
}

/** A test in the browser. It fails if the browser complained, whatever else it asserts. */
export function walk(name: string, steps: (w: Walk) => Promise<void>): void {
  test(name, { timeout: 600_000 }, async () => {
    const w = new Walk();
    try {
      await steps(w);
      assert.deepEqual(w.problems, [], "what the browser complained of");
    } catch (error) {
      await picture(w, name);
      if (w.problems.length > 0) console.error(`${name}: the browser complained of`, w.problems);
      throw error;
    } finally {
      await w.end();
    }
  });
}

async function picture(w: Walk, name: string): Promise<void> {
  const pages = w.contexts.flatMap((c) => c.pages());
  const file = `failed-${name.replace(/\W+/g, "-").slice(0, 60)}`;
  for (const [n, page] of pages.entries()) await page.screenshot({ path: `${pictures}${file}-${n}.png` }).catch(() => undefined);
}
