// What needs a sign-in of the last minutes: the password or a passkey is asked in place, and the call goes on.
import { isProblem } from "latchkey-client";
import { announce } from "./announce.js";
import { askCode, openedBy, type Opened } from "./code-dialog.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { Field, Form } from "./form.js";
import { deviceHeader } from "./known-device.js";
import type { Signed } from "./passkey.js";
import { passkeyButton } from "./renew-passkey.js";
import { client, keepSession } from "./session.js";
import { explain, t } from "./words.js";

/** Makes a call, and once more when the user has signed in again. Null: they went back. */
export async function withFreshSession<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await action();
  } catch (error) {
    if (!isProblem(error, "reauthentication_required")) throw error;
  }
  return (await renewed(signal)) ? action() : null;
}

async function renewed(signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const asked = await askPassword(signal);
    if (asked === null || asked === "signed in") return !!asked;
    const confirms = asked.challenge.purpose === "confirm_email";
    const given = await askCode<true>(asked, confirms ? { code: confirm } : { code: signIn, passkey: signInWith }, signal);
    if (given === null) return false;
    if (given !== "again" && !confirms) return true;
  }
}

type Asked = "signed in" | Opened;

// The token goes along, so that the new session takes the place of this one.
function askPassword(signal: AbortSignal): Promise<Asked | null> {
  const name = client.session?.user.username ?? "";
  return openDialog<Asked>(t("code.renew.title"), signal, ({ signal, close, cancel }) => {
    const password = new Field({ name: "password", type: "password", label: t("common.password"), autocomplete: "current-password", attributes: { autofocus: true } });
    const submit = async (value: string) => {
      try {
        close(await login(name, value));
      } catch (error) {
        if (!isProblem(error, "invalid_credentials")) throw error;
        password.complain(explain("wrong_password", t("code.renew.wrong")));
        password.control.focus();
      }
    };
    const form = new Form({
      fields: [password],
      action: t("code.confirm"),
      beside: [cancel],
      signal,
      submit: (values) => submit(values["password"] ?? ""),
    });
    // Password managers look for whose password it is.
    form.element.prepend(h("input", { type: "text", name: "username", autocomplete: "username", value: name, readonly: true, hidden: true }));
    return [h("p", {}, t("code.renew.why", { name })), form.element, passkeyButton(signal, () => close("signed in"))];
  });
}

async function login(username: string, password: string): Promise<Asked> {
  try {
    const { body } = await client.call("POST", "/users/login", { body: { username, password }, headers: deviceHeader(username) });
    if (body.challenge) return { challenge: body.challenge, unsure: false };
    keepSession(body);
    return "signed in";
  } catch (error) {
    return openedBy(error);
  }
}

async function signIn(id: string, code: string): Promise<true> {
  const { body } = await client.call("POST", "/2fa", { body: { challenge_id: id, code }, headers: deviceHeader(client.session?.user.username) });
  keepSession(body);
  if (body.recovery_codes_left !== undefined) announce(t("recovery.left", { n: body.recovery_codes_left }));
  return true;
}

async function signInWith(id: string, credential: Signed): Promise<true> {
  keepSession((await client.call("POST", "/passkeys/sign-in", { body: { challenge_id: id, credential }, headers: deviceHeader(client.session?.user.username) })).body);
  return true;
}

async function confirm(id: string, code: string): Promise<true> {
  await client.call("POST", "/users/confirm", { body: { challenge_id: id, code } });
  return true;
}
