// A mail to choose a new password. Nothing here says whether there is an account.
import { h } from "../core/dom.js";
import { Field, Form } from "../core/form.js";
import { deviceHeader } from "../core/known-device.js";
import { go, place, sheet, type View, type Visit } from "../core/router.js";
import { client } from "../core/session.js";
import { t } from "../core/words.js";

export default function forgot({ signal }: Visit): View {
  const { done, username } = place();
  return done && username ? sent(username) : ask(username, signal);
}

function ask(known: string | undefined, signal: AbortSignal): View {
  const title = t("forgot.title");
  const form = new Form({
    fields: [new Field({ name: "email", type: "email", label: t("register.email"), autocomplete: "email", ...(known ? { value: known } : {}) })],
    action: t("forgot.action"),
    beside: [h("a", { href: "sign-in" }, t("forgot.back"))],
    signal,
    submit: async ({ email = "" }) => {
      await client.call("POST", "/password-reset", { body: { email: email.trim() }, headers: deviceHeader(email) });
      await go("forgot", { replace: true, done: true, username: email.trim() });
    },
  });
  const code = h("p", { class: "after" }, t("forgot.code"), " ", h("a", { href: "reset#code" }, t("forgot.enter-code")));
  return { title, content: sheet(title, h("p", {}, t("forgot.text")), form.element, code) };
}

function sent(email: string): View {
  const title = t("forgot.sent");
  const again = h("button", { type: "button", class: "plain", onclick: () => go("forgot", { replace: true, username: email }) }, t("forgot.again"));
  const content = sheet(
    title,
    h("p", {}, t("forgot.sent-text", { email })),
    h("p", {}, t("forgot.wait")),
    h("p", {}, t("forgot.nothing"), " ", again),
    h("p", { class: "after" }, t("forgot.paste"), " ", h("a", { href: "reset" }, t("forgot.to-paste"))),
  );
  return { title, content };
}
