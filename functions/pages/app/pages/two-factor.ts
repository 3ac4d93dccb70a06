// The second factor: whatever the service asks for after the password, or another of its ways.
import { pending, setPending, type Pending } from "../core/challenge.js";
import { h, put, type Child } from "../core/dom.js";
import { signedIn } from "../core/enter.js";
import { isSent, type Asker, type Opened, type Shown } from "../core/factor/asked.js";
import { asking } from "../core/factor/asking.js";
import { deviceHeader } from "../core/known-device.js";
import { goOn, place, sheet, stay, type View, type Visit } from "../core/router.js";
import { client, session } from "../core/session.js";
import { t } from "../core/words.js";
import { codesLeft } from "./two-factor/left.js";

export default async function twoFactor({ signal }: Visit): Promise<View> {
  const open = pending();
  if (open?.at === "/2fa") return view(open, signal);
  const title = t("two-factor.title");
  // The back button of who is signed in leads here.
  if (await session()) return goOn().then(() => ({ title, content: null }));
  return { title, content: sheet(title, ...over(t("two-factor.none"))) };
}

function view(open: Pending, signal: AbortSignal): View {
  const heading = h("h1", {});
  const body = h("div", { class: "stack" });
  const say = (title: string) => (heading.textContent = document.title = title);
  const end = (title: string, ...content: Child[]) => {
    setPending(null);
    say(title);
    put(body, content);
    body.querySelector<HTMLElement>("[tabindex]")?.focus();
  };
  let now: Opened = { challenge: open.challenge, unsure: !!open.unsure };
  const asker: Asker = {
    signal,
    name: open.username,
    action: t("two-factor.action"),
    beside: () => [h("a", { href: "sign-in", onclick: () => setPending(null) }, t("two-factor.back"))],
    give: async ({ id }, code) => {
      const { body } = await client.call("POST", "/2fa", { body: { challenge_id: id, code }, headers: deviceHeader(open.username) });
      signedIn(body, open.username);
      if (body.recovery_codes_left === undefined) return done();
      end(t("recovery.done"), ...codesLeft(body.recovery_codes_left));
    },
    prove: async ({ id }, sign) => {
      const body = { challenge_id: id, credential: await sign() };
      signedIn((await client.call("POST", "/passkeys/sign-in", { body, headers: deviceHeader(open.username) })).body, open.username);
      return done();
    },
    goesOn: (next, shown) => {
      now = next;
      setPending({ ...open, ...next });
      stay({ part: shown });
      say(titleOf(next, shown));
    },
    over: (text) => end(titleOf(now, "method"), ...over(text)),
    timeUp: () => t(isSent(now.challenge) ? "two-factor.expired" : "ways.time-up"),
    refused: () => false,
  };
  if (new Date(open.challenge.expires_at) <= new Date()) asker.over(asker.timeUp());
  else put(body, asking(now, asker, place().part === "recovery" ? "recovery" : "method"));
  return { title: heading.textContent ?? "", content: h("div", { class: "sheet" }, heading, body) };
}

function done(): Promise<void> {
  setPending(null);
  return goOn();
}

function titleOf({ challenge }: Opened, shown: Shown): string {
  if (shown !== "method") return t(`${shown}.title`);
  return t(challenge.method === "passkey" ? "passkey.title" : "two-factor.title");
}

// What is there to do when no code is open any more.
const over = (text: string): Child[] => [
  h("p", { role: "alert", tabindex: "-1" }, text),
  h("p", {}, h("a", { class: "button", href: "sign-in" }, t("two-factor.again"))),
];
