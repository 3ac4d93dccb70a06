// Sign-in: a name and a password, and then whatever the service asks for; or a passkey alone.
import { config } from "../core/config.js";
import { h } from "../core/dom.js";
import { enter } from "../core/enter.js";
import { Field, Form } from "../core/form.js";
import { applicationOf, forgetReturn, received, returning, type Return } from "../core/handover.js";
import { keep } from "../core/memory.js";
import { goOn, place, sheet, type Note, type View, type Visit } from "../core/router.js";
import { session } from "../core/session.js";
import { t, type Key } from "../core/words.js";
import { goBack, refusal, toApplication } from "./sign-in/application.js";
import { passkeys } from "./sign-in/passkey.js";
import { rememberDevice } from "./sign-in/remember.js";

export default async function signIn({ query, signal }: Visit): Promise<View> {
  const sent = received(query);
  if (sent === null || (sent && config.wrongReturn)) {
    forgetReturn();
    return refusal();
  }
  if (sent) {
    keep("return", sent);
    keep("next", null);
  }
  const back = returning();
  if (!(await session())) return form(back, signal);
  return back ? toApplication(back, signal) : goOn().then(() => ({ title: "", content: null }));
}

function form(back: Return | undefined, signal: AbortSignal): View {
  const known = place().username;
  const username = new Field({ name: "username", label: t("sign-in.name"), autocomplete: "username webauthn", ...(known ? { value: known } : {}) });
  const password = new Field({
    name: "password",
    type: "password",
    label: t("common.password"),
    autocomplete: "current-password",
    attributes: { "data-focus": !!known },
  });
  const remember = rememberDevice(username);
  const passkey = passkeys(remember, signal);
  const submit = async (name: string, secret: string) => {
    await passkey?.pause();
    if (signal.aborted) return;
    remember.kept(name);
    await enter(name, secret, { remember: remember.wanted() }).catch((error: unknown) => {
      passkey?.resume();
      throw error;
    });
  };
  const asked = new Form({
    fields: [username, password, remember.field],
    action: t("sign-in.action"),
    beside: [h("a", { href: "forgot" }, t("sign-in.forgot"))],
    signal,
    submit: (values) => submit(values["username"]!.trim(), values["password"]!),
  });
  const content = sheet(
    t("sign-in.title"),
    note(),
    back && h("p", {}, t("handover.for", { application: applicationOf(back) })),
    asked.element,
    passkey?.element,
    h("div", { class: "after" }, h("p", {}, t("sign-in.new"), " ", h("a", { href: "register" }, t("sign-in.register"))), back && goBack(back)),
  );
  return { title: t("sign-in.title"), content };
}

const notes: Partial<Record<Note, Key>> = { registered: "sign-in.registered", confirmed: "sign-in.confirmed", chosen: "sign-in.chosen" };

// What was done before, or what ended.
function note(): HTMLElement | undefined {
  const { note: done, ended } = place();
  const says = ended ? "sign-in.again" : done && notes[done];
  return says && h("p", { class: "note", role: "status" }, t(says));
}
