// From addresses to pages. All pages are one document, so that staff's token outlives a change of page.
import { byId, h, put, type Child } from "./dom.js";
import { keep, recall } from "./memory.js";
import { alertOf } from "./problem.js";
import { isStaff, onLacking, onSession, session } from "./session.js";
import { t } from "./words.js";

/** A visit of a page. */
export interface Visit {
  /** What stands behind the question mark. */
  query: URLSearchParams;
  /** What stood behind the #: it may have been a secret, so it is gone from the address bar. */
  fragment: string;
  /** Ends with the visit. */
  signal: AbortSignal;
}

/** What a page shows. */
export interface View {
  title: string;
  content: Child;
  /** Wide pages have room for tables; narrow ones are a column. */
  wide?: boolean;
}

export type Page = (visit: Visit) => Promise<View> | View;

/** What an entry of the browser's history knows beside its address. It outlives a reload. */
export interface Place {
  /** The session ended here. */
  ended?: boolean;
  /** The user has just signed in. */
  signedIn?: boolean;
  /** What was done before, to be said here. */
  note?: Note;
  username?: string;
  /** What the page is for is done. */
  done?: boolean;
  /** Which of a page's forms is shown. */
  part?: string;
}
export type Note = "registered" | "confirmed" | "chosen" | "old-code" | "lacking";

export const place = () => (history.state ?? {}) as Place;
/** Notes something for a reload of the page. */
export const stay = (more: Place) => history.replaceState({ ...place(), ...more }, "");

/** A page that there is. */
export interface Entry {
  load: () => Promise<{ default: Page }>;
  needs?: "session" | "staff";
  /** Whether the fragment is a place within the page, and so stays in the address bar. */
  places?: true;
}

let pages: Record<string, Entry> = {};
let leave = new AbortController();
let drawn: () => void = () => {};

/** The name of the page that is shown. */
export const current = () => location.pathname.split("/").pop() || "sign-in";

/** Begins to show pages, and calls a function after each. */
export function start(entries: Record<string, Entry>, after: () => void): Promise<void> {
  pages = entries;
  drawn = after;
  addEventListener("popstate", () => void show());
  document.addEventListener("click", follow);
  onSession((ended) => {
    if (ended && pages[current()]?.needs) void go("sign-in", { ended: true });
    else drawn();
  });
  onLacking(() => place().note === "lacking" || void go("account#security", { replace: true, note: "lacking" }));
  return show();
}

/** Goes to another page, such as "two-factor" or "account#sessions". */
export function go(to: string, { replace = false, ...state }: Place & { replace?: boolean } = {}): Promise<void> {
  if (state.ended) {
    keep("next", current() + location.hash);
    keep("return", null);
  }
  history[replace ? "replaceState" : "pushState"](state, "", new URL(to, location.href));
  return show();
}

/** Shows something in the place of this page, once: a reload goes on at another one. */
export function leaveFor(to: string, view: View): void {
  leave.abort();
  leave = new AbortController();
  history.replaceState(null, "", new URL(to, location.href));
  draw(view);
}

/** Goes where the user wanted to be before they had to sign in, or to the page for their role. Who came from an application goes back to it. */
export function goOn(): Promise<void> {
  if (recall("return")) return go("sign-in", { replace: true, signedIn: true });
  const next = recall<string>("next");
  keep("next", null);
  return go(next ?? (isStaff() ? "console" : "account"), { replace: true });
}

// Links between pages do not load the document again.
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const to = new URL(link.href, location.href);
  const name = to.pathname.split("/").pop() ?? "";
  const here = new URL(".", location.href).href === new URL(".", to).href;
  if (link.target || link.hasAttribute("download") || !here || !(name in pages)) return;
  if (link.getAttribute("href")!.startsWith("#") && name === current() && !pages[name]!.places) return; // a place within the page
  event.preventDefault();
  void go(to.href);
}

async function show(): Promise<void> {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const entry = pages[current()];
  const visit = { query: new URLSearchParams(location.search), fragment: taken(entry), signal };
  const waits = setTimeout(() => signal.aborted || put(byId("main"), loading()), 400);
  try {
    const view = !entry ? missing() : await viewOf(entry, visit);
    if (view && !signal.aborted) draw(view);
  } catch (error) {
    if (!signal.aborted) draw(failed(error, signal));
  } finally {
    clearTimeout(waits);
  }
}

async function viewOf(entry: Entry, visit: Visit): Promise<View | undefined> {
  if (entry.needs) {
    const found = await session();
    if (!found) return void go("sign-in", { replace: true, ended: true });
    if (entry.needs === "staff" && !isStaff()) return missing();
  }
  return (await entry.load()).default(visit);
}

// A fragment may be a secret from a mail. It leaves the address bar at once, and the history with it.
function taken(entry: Entry | undefined): string {
  const fragment = location.hash.slice(1);
  if (entry?.places) return decodeURIComponent(fragment);
  if (fragment) history.replaceState(history.state, "", location.pathname + location.search);
  return fragment;
}

let first = true;

function draw(view: View): void {
  const main = byId("main");
  document.title = view.title;
  document.body.classList.toggle("wide", !!view.wide);
  put(main, view.content);
  drawn();
  scrollTo(0, 0);
  // Who uses a screen reader hears the page's title; the first page is read out as any document.
  const wanted = main.querySelector<HTMLElement>("[data-focus]");
  if (wanted) wanted.focus();
  else if (!first) main.focus({ preventScroll: true });
  first = false;
}

/** A narrow page: a heading, and what stands below it. */
export function sheet(title: string, ...content: Child[]): HTMLElement {
  return h("div", { class: "sheet" }, h("h1", {}, title), ...content);
}

const loading = () => h("div", { class: "sheet" }, h("p", { class: "loading", role: "status" }, t("common.loading")));

const missing = (): View => ({
  title: t("missing.title"),
  content: sheet(t("missing.title"), h("p", {}, t("missing.text")), h("p", {}, h("a", { class: "button", href: "sign-in" }, t("missing.to-sign-in")))),
});

// A page that did not load can be loaded again without losing the tab's session.
const failed = (error: unknown, signal: AbortSignal): View => ({
  title: t("common.problem"),
  content: sheet(
    t("common.problem"),
    error instanceof Error && error.name === "TypeError" && /import|module|fetch/i.test(error.message)
      ? h("p", { role: "alert" }, t("common.offline"))
      : alertOf(error, signal),
    h("p", {}, h("button", { type: "button", class: "second", onclick: () => show() }, t("common.again"))),
  ),
});
