// The hand-over: a user who signs in for an application goes back to it.
import { isProblem } from "latchkey-client";
import { h } from "../../core/dom.js";
import { Form } from "../../core/form.js";
import { applicationOf, decline, handOver, type Return } from "../../core/handover.js";
import { go, place, sheet, type View } from "../../core/router.js";
import { client } from "../../core/session.js";
import { t } from "../../core/words.js";

/** The way back for a user who does not want to sign in. */
export const goBack = (back: Return) => h("p", {}, h("button", { type: "button", class: "plain", onclick: () => decline(back) }, t("handover.decline")));

/** Asks who is signed in already; who has just signed in wanted to go there. */
export function toApplication(back: Return, signal: AbortSignal): View {
  const form: Form = new Form({
    fields: [],
    action: t("handover.continue", { user: client.session?.user.username ?? "" }),
    beside: [h("button", { type: "button", class: "plain", onclick: another }, t("handover.another"))],
    signal,
    submit: () => send(back),
  });
  if (place().signedIn) form.element.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
  const title = t("handover.title");
  const text = h("p", {}, t("handover.to", { application: applicationOf(back) }));
  return { title, content: sheet(title, text, form.element, h("div", { class: "after" }, goBack(back))) };
}

async function send(back: Return): Promise<void> {
  try {
    await handOver(back);
  } catch (error) {
    if (!isProblem(error, "token_invalid", "token_missing")) throw error;
    client.session = null; // it ended in another tab, or by time
    await go("sign-in", { replace: true });
  }
}

async function another(): Promise<void> {
  await client.signOut().catch(() => (client.session = null)); // the token is forgotten in any case
  await go("sign-in", { replace: true });
}

/** What a link of an application says that is not listed, or that leaves something out. Its address is not shown: it may be there to deceive. */
export function refusal(): View {
  const title = t("handover.refused");
  return {
    title,
    content: sheet(title, h("p", { role: "alert" }, t("handover.refused-text")), h("p", {}, h("a", { class: "button", href: "sign-in" }, t("missing.to-sign-in")))),
  };
}
