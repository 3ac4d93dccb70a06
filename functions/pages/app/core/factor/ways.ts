// Another way to answer a challenge. A message is sent only when the user chooses one.
import { isProblem, type Challenge } from "latchkey-client";
import { h, put, set, type Child } from "../dom.js";
import { alertOf } from "../problem.js";
import { isOver } from "../open-code.js";
import { client } from "../session.js";
import { deviceHeader } from "../known-device.js";
import { explain, t } from "../words.js";
import { focused, takesRecovery, type Asked, type Opened } from "./asked.js";

type Method = Challenge["method"];

/** The buttons that lead to what else there is. */
export function others(asked: Asked): Child {
  const { challenge } = asked.open;
  const another = challenge.methods.length > 1 && way(t("ways.another"), () => asked.show("ways"), "plain");
  const recovery = takesRecovery(challenge) && way(t("recovery.use"), () => asked.show("recovery"), "plain");
  return (another || recovery) && h("div", { class: "others" }, another, recovery);
}

/** The choice, in the place of what was asked. */
export function ways(asked: Asked): Child[] {
  const back = way(t("ways.back"), () => asked.show("method"), "plain");
  return [h("p", { tabindex: "-1", ...focused }, t("ways.text")), list(asked), h("p", {}, back)];
}

/** The ways besides the one that is open. */
export function list(asked: Asked): HTMLElement {
  const { challenge } = asked.open;
  const alerts = h("div", { class: "alerts" });
  const choose = (method: Method) => (event: Event) => void opened(asked, method, event.currentTarget as HTMLButtonElement, alerts);
  const methods = challenge.methods.filter((method) => method !== challenge.method);
  return h(
    "div",
    { class: "stack" },
    alerts,
    h(
      "ul",
      { class: "ways" },
      ...methods.map((method) => h("li", {}, way(t(`ways.${method}`), choose(method)))),
      takesRecovery(challenge) && h("li", {}, way(t("ways.recovery"), () => asked.show("recovery"))),
    ),
  );
}

const way = (text: string, onclick: (event: Event) => void, kind = "second") => h("button", { type: "button", class: kind, onclick }, text);

// The button keeps the focus while it is busy, so it is not disabled.
async function opened(asked: Asked, method: Method, button: HTMLButtonElement, alerts: HTMLElement): Promise<void> {
  const all = button.closest("ul");
  if (all?.getAttribute("aria-busy")) return;
  set(all ?? button, "aria-busy", "true");
  set(button, "aria-disabled", "true");
  put(alerts);
  try {
    asked.show("method", await open(asked, method));
  } catch (error) {
    if (asked.asker.signal.aborted) return;
    if (isOver(error)) return asked.asker.over(explain(error.code, error.message));
    const alert = alertOf(error, asked.asker.signal);
    put(alerts, alert);
    alert.focus();
  } finally {
    set(all ?? button, "aria-busy", null);
    set(button, "aria-disabled", null);
  }
}

async function open({ open: { challenge }, asker }: Asked, method: Method): Promise<Opened> {
  try {
    const { body } = await client.call("POST", "/2fa/resend", { body: { challenge_id: challenge.id, method }, headers: deviceHeader(asker.name) });
    return { challenge: body.challenge, unsure: false };
  } catch (error) {
    if (!isProblem(error, "delivery_unsure") || !error.challenge) throw error;
    return { challenge: error.challenge, unsure: true };
  }
}
