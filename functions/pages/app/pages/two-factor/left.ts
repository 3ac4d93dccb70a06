// After a sign-in with a recovery code: how many are left. It is said before the user goes on, because
// nothing says it later.
import { h, type Child } from "../../core/dom.js";
import { goOn } from "../../core/router.js";
import { t } from "../../core/words.js";

const few = 2;

export function codesLeft(n: number): Child[] {
  const fresh = h("a", { class: "button second", href: "account#security" }, t("recovery.new"));
  return [
    h("p", { tabindex: "-1" }, t("recovery.left", { n })),
    n <= few && h("p", { class: "note" }, t("recovery.few")),
    h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => goOn() }, t("recovery.go-on")), n <= few && fresh),
  ];
}
