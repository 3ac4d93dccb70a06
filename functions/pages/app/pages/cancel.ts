// "It was not me": the owner of an address ends an account that they did not ask for.
import { isProblem } from "latchkey-client";
import { h, type Child } from "../core/dom.js";
import { Form } from "../core/form.js";
import { go, place, sheet, type View, type Visit } from "../core/router.js";
import { client } from "../core/session.js";
import { t } from "../core/words.js";

export default function cancel({ fragment, signal }: Visit): View {
  const title = t("cancel.title");
  const token = new URLSearchParams(fragment).get("token");
  if (!token) return without(title);
  const form = new Form({ fields: [], action: t("cancel.action"), danger: true, signal, submit: () => send(token) });
  return said(title, h("p", {}, t("cancel.text")), form.element);
}

// The token is gone once it was used, also after a reload.
function without(title: string): View {
  const { done, part } = place();
  if (done) return said(t("cancel.done"), h("p", { role: "status" }, t("cancel.done-text")));
  if (part === "over") return said(t("cancel.over"), h("p", { role: "alert" }, t("cancel.over-text")));
  return said(title, h("p", {}, t("cancel.incomplete")));
}

const said = (title: string, ...content: Child[]): View => ({ title, content: sheet(title, ...content) });

async function send(token: string): Promise<void> {
  try {
    await client.call("POST", "/users/register/cancel", { body: { token } });
  } catch (error) {
    if (!isProblem(error, "registration_closed")) throw error;
    return go("cancel", { replace: true, part: "over" });
  }
  return go("cancel", { replace: true, done: true });
}
