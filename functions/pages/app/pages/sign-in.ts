// Sign-in: a name and a password, and then whatever the service asks for.
import { isProblem } from "latchkey-client";
import { setPending } from "../core/challenge.js";
import { h } from "../core/dom.js";
import { Field, Form } from "../core/form.js";
import { go, goOn, sheet, type View, type Visit } from "../core/router.js";
import { client, keepSession, session } from "../core/session.js";
import { t } from "../core/words.js";

export default async function signIn({ signal }: Visit): Promise<View> {
  const ended = !!(history.state as { ended?: boolean } | null)?.ended;
  if (await session()) return goOn().then(() => ({ title: "", content: null }));
  const username = new Field({ name: "username", label: t("sign-in.name"), autocomplete: "username" });
  const password = new Field({ name: "password", type: "password", label: t("common.password"), autocomplete: "current-password" });
  const form = new Form({
    fields: [username, password],
    action: t("sign-in.action"),
    beside: [h("a", { href: "forgot" }, t("sign-in.forgot"))],
    signal,
    submit: (values) => send(values["username"]!.trim(), values["password"]!),
  });
  const content = sheet(
    t("sign-in.title"),
    ended && h("p", { class: "note", role: "status" }, t("sign-in.again")),
    form.element,
    h("p", { class: "after" }, t("sign-in.new"), " ", h("a", { href: "register" }, t("sign-in.register"))),
  );
  return { title: t("sign-in.title"), content };
}

async function send(username: string, password: string): Promise<void> {
  try {
    const { body } = await client.call("POST", "/users/login", { body: { username, password } });
    if (!body.challenge) {
      keepSession(body);
      return goOn();
    }
    setPending({ challenge: body.challenge, at: "/2fa" });
  } catch (error) {
    if (!isProblem(error, "email_unconfirmed", "delivery_unsure") || !error.challenge) throw error;
    const at = error.challenge.purpose === "confirm_email" ? "/users/confirm" : "/2fa";
    setPending({ challenge: error.challenge, at, unsure: error.is("delivery_unsure") });
    if (at === "/users/confirm") return go("confirm");
  }
  return go("two-factor");
}
