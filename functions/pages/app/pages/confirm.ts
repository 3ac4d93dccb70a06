// Confirming an address: with the six digits, or with the link of the mail.
import { pending } from "../core/challenge.js";
import { h } from "../core/dom.js";
import { sheet, type View, type Visit } from "../core/router.js";
import { t } from "../core/words.js";
import { withCode } from "./confirm/code.js";
import { withLink } from "./confirm/link.js";

export default function confirm({ fragment, signal }: Visit): View {
  const title = t("confirm.title");
  const mailed = new URLSearchParams(fragment);
  const [username, code] = [mailed.get("username"), mailed.get("code")];
  if (username && code) return { title, content: withLink(username, code, signal) };
  const open = pending();
  if (open?.at === "/users/confirm") return { title, content: withCode(open, signal) };
  return { title, content: sheet(title, h("p", {}, t("confirm.how")), h("p", {}, h("a", { class: "button", href: "sign-in" }, t("sign-in.action")))) };
}
