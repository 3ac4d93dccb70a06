// Registration: an account, and the code that confirms its address.
import { isProblem } from "latchkey-client";
import { setPending } from "../core/challenge.js";
import { config } from "../core/config.js";
import { h } from "../core/dom.js";
import { Field, Form } from "../core/form.js";
import { recall, keep, remembered } from "../core/memory.js";
import { newPassword } from "../core/newpassword.js";
import { go, goOn, sheet, type View, type Visit } from "../core/router.js";
import { client, session } from "../core/session.js";
import { explain, t } from "../core/words.js";

export default async function register({ fragment, signal }: Visit): Promise<View> {
  const title = t("register.title");
  if (await session()) return goOn().then(() => ({ title, content: null }));
  const key = config.registrationKey ? keyField(new URLSearchParams(fragment).get("key")) : undefined;
  const fields = [
    ...(key ? [key] : []),
    new Field({ name: "email", type: "email", label: t("register.email"), autocomplete: "email" }),
    new Field({ name: "username", label: t("register.username"), autocomplete: "username", optional: true, hint: t("register.username-hint") }),
    newPassword(),
    new Field({ name: "phone_number", type: "tel", label: t("register.phone"), autocomplete: "tel", optional: true, hint: t("register.phone-hint") }),
    new Field({ name: "2fa", type: "checkbox", label: t("register.codes"), hint: t("register.codes-hint") }),
  ];
  const form: Form = new Form({
    fields,
    action: t("register.action"),
    signal,
    submit: (values) =>
      send(values).catch((error: unknown) => {
        if (!key || !isProblem(error, "invalid_registration_key")) throw error;
        key.complain(explain(error.code, error.message));
        key.control.focus();
      }),
  });
  const known = h("p", { class: "after" }, t("register.known"), " ", h("a", { href: "sign-in" }, t("sign-in.action")));
  return { title, content: sheet(title, form.element, known) };
}

const keyField = (key: string | null) =>
  new Field({ name: "registration_key", label: t("register.key"), hint: t("register.key-hint"), attributes: { spellcheck: "false", autocapitalize: "none" }, ...(key ? { value: key } : {}) });

async function send(values: Record<string, string>): Promise<void> {
  const username = (values["username"] ?? "").trim();
  const email = (values["email"] ?? "").trim();
  const known = username || email;
  try {
    const { body } = await make(bodyOf(values, username, email));
    if (!body.challenge) return go("sign-in", { replace: true, note: "registered", username: body.user.username });
    setPending({ challenge: body.challenge, at: "/users/confirm", username: body.user.username });
  } catch (error) {
    if (!isProblem(error, "delivery_unsure") || !error.challenge) throw error;
    setPending({ challenge: error.challenge, at: "/users/confirm", username: known, unsure: true });
  }
  keep("registration", null);
  return go("confirm", { replace: true });
}

// An answer that is lost is asked for again with the same key, also after a reload. Where that key was
// used for other values, those made an account, and these are a new request.
async function make(body: ReturnType<typeof bodyOf>) {
  const key = recall<string>("registration") ?? crypto.randomUUID();
  keep("registration", key);
  try {
    return await client.call("POST", "/users/register", { body, headers: { "Idempotency-Key": key } });
  } catch (error) {
    if (!isProblem(error, "idempotency_key_reused")) throw error;
    const fresh = crypto.randomUUID();
    keep("registration", fresh);
    return client.call("POST", "/users/register", { body, headers: { "Idempotency-Key": fresh } });
  }
}

function bodyOf(values: Record<string, string>, username: string, email: string) {
  const phone = dialled(values["phone_number"] ?? "");
  const language = remembered("language");
  const key = (values["registration_key"] ?? "").trim();
  return {
    email,
    password: values["password"] ?? "",
    ...(username && { username }),
    ...(phone && { phone_number: phone }),
    ...(values["2fa"] && { "2fa": true, "2fa_method": "email" as const }),
    ...(key && { registration_key: key }),
    ...(language && { language }), // otherwise that of the browser
  };
}

// A number as people write it: +49 (170) 123-4567, or with 00 in the place of +.
const dialled = (number: string) => number.replace(/[\s\u00a0()/.-]/g, "").replace(/^00/, "+");
