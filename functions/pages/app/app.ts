// The start of every page: its language, its frame, and the page that the address names.
import { config } from "./core/config.js";
import { byId, h, put } from "./core/dom.js";
import { remember } from "./core/memory.js";
import { current, go, start, type Entry } from "./core/router.js";
import { client, isStaff } from "./core/session.js";
import { language, languages, speak, t } from "./core/words.js";

const pages = {
  "sign-in": { load: () => import("./pages/sign-in.js") },
  "two-factor": { load: () => import("./pages/two-factor.js") },
  register: { load: () => import("./pages/register.js") },
  confirm: { load: () => import("./pages/confirm.js") },
  cancel: { load: () => import("./pages/cancel.js") },
  forgot: { load: () => import("./pages/forgot.js") },
  reset: { load: () => import("./pages/reset.js") },
  account: { load: () => import("./pages/account.js"), needs: "session", places: true },
  ...(config.console ? { console: { load: () => import("./pages/console.js"), needs: "staff", places: true } } : {}),
} satisfies Record<string, Entry>;

await speak();
put(byId("skip"), t("frame.skip"));
byId("skip").addEventListener("click", skip);
void start(pages, frame);

// To follow the link as any other would draw the page anew, and lose what was typed.
function skip(event: MouseEvent): void {
  event.preventDefault();
  byId("main").focus();
}

// frame draws what stands around each page: the menu of who is signed in, and the languages.
function frame(): void {
  menu();
  put(byId("foot"), chooser());
}

function menu(): void {
  const signedIn = client.session;
  byId("brand").setAttribute("href", signedIn ? (isStaff() && config.console ? "console" : "account") : "sign-in");
  put(
    byId("menu"),
    signedIn && isStaff() && config.console && link("console", t("frame.console")),
    signedIn && link("account", t("frame.account")),
    signedIn && h("button", { type: "button", class: "plain", onclick: signOut }, t("frame.sign-out")),
  );
  byId("menu").setAttribute("aria-label", t("frame.menu"));
}

// The page is made anew in the other language; what stands in its fields is typed again.
function changeLanguage(tag: string): void {
  remember("language", tag);
  location.reload();
}

const link = (to: string, text: string) => h("a", { href: to, "aria-current": current() === to ? "page" : null }, text);

async function signOut(): Promise<void> {
  await client.signOut().catch(() => (client.session = null)); // the token is forgotten in any case
  await go("sign-in");
}

function chooser(): HTMLElement {
  const select: HTMLSelectElement = h(
    "select",
    { id: "language", onchange: () => changeLanguage(select.value) },
    ...Object.entries(languages).map(([tag, name]) => h("option", { value: tag, lang: tag, selected: tag === language }, name)),
  );
  return h("label", { class: "languages" }, h("span", {}, t("frame.language")), " ", select);
}
