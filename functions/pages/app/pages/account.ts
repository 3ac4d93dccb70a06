// The account of the user: a menu of its parts, and the part that the fragment names.
import { h, type Child } from "../core/dom.js";
import { loaded } from "../core/loaded.js";
import { place, type View, type Visit } from "../core/router.js";
import { t } from "../core/words.js";
import { data } from "./account/data.js";
import { pin } from "./account/pin.js";
import { profile } from "./account/profile.js";
import { security } from "./account/security.js";
import { sessions } from "./account/sessions.js";
import { read, type Account } from "./account/state.js";

type Part = (signal: AbortSignal) => Child;

// of makes a part of what is drawn of the user.
const of = (draw: (account: Account) => Child): Part => (signal) => loaded(signal, read, (user) => draw({ user, signal }));

const parts = {
  profile: of(profile),
  security: of(security),
  sessions,
  pin,
  data: of(data),
} satisfies Record<string, Part>;

type Name = keyof typeof parts;
const isPart = (name: string): name is Name => name in parts;

export default function account({ fragment, signal }: Visit): View {
  const open: Name = isPart(fragment) ? fragment : "profile";
  const links = (Object.keys(parts) as Name[]).map((name) =>
    h("li", {}, h("a", { href: `#${name}`, "aria-current": name === open ? "page" : null }, t(`account.parts.${name}`))),
  );
  const title = t(`account.parts.${open}`);
  const content = h(
    "div",
    { class: "account" },
    h("h1", {}, t("account.title")),
    h("nav", { class: "places", "aria-label": t("account.menu") }, h("ul", {}, ...links)),
    h("div", { class: "part" }, h("h2", {}, title), place().note === "lacking" && h("p", { class: "note", role: "status" }, t("ways.lacking")), parts[open](signal)),
  );
  return { title: `${title} – ${t("account.title")}`, content, wide: true };
}
