// The console: for staff. Its sections are places of one page, so that what runs in one goes on in the others.
import { h } from "../core/dom.js";
import { type View, type Visit } from "../core/router.js";
import { isAdmin } from "../core/session.js";
import { t } from "../core/words.js";
import { flagsSection } from "./console/flags.js";
import { importSection } from "./console/import.js";
import { keysSection } from "./console/keys.js";
import type { Section } from "./console/section.js";
import { serviceKeysSection } from "./console/service-keys.js";
import { userSection } from "./console/user.js";
import { usersSection } from "./console/users.js";

const names = ["users", "keys", "service-keys", "flags", "import"] as const;
type Name = (typeof names)[number];

const sections: Record<Name, Section> = {
  users: usersSection,
  keys: keysSection,
  "service-keys": serviceKeysSection,
  flags: flagsSection,
  import: importSection,
};

// What support may see.
const permitted = () => (isAdmin() ? names : names.slice(0, 1));

export default function console({ fragment, signal }: Visit): View {
  const [asked = "", ...rest] = fragment.split("/");
  const name = permitted().find((n) => n === asked) ?? "users";
  const place = rest.join("/");
  const section = name === "users" && place ? userSection : sections[name];
  return {
    title: t(`console.${name}.title`),
    wide: true,
    content: h("div", { class: "console" }, menu(name), h("div", { class: "part" }, section({ place, signal }))),
  };
}

function menu(open: Name): HTMLElement {
  const link = (name: Name) => h("li", {}, h("a", { href: `console#${name}`, "aria-current": name === open ? "page" : null }, t(`console.${name}.title`)));
  return h("nav", { class: "places", "aria-label": t("console.menu") }, h("ul", {}, ...permitted().map(link)));
}
