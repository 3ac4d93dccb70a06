// An authenticator app: its name, the secret as a QR code and as text, and its first code.
import { isProblem, type ConfirmedFactor, type Factor } from "latchkey-client";
import { copying } from "../../../core/copying.js";
import { countdown } from "../../../core/countdown.js";
import { openDialog, type Dialog } from "../../../core/dialog.js";
import { h, put, type Child } from "../../../core/dom.js";
import { codeField, digits, Form } from "../../../core/form.js";
import { qr } from "../../../core/qr.js";
import { t } from "../../../core/words.js";
import { nameForm } from "./named.js";
import { beginFactor, confirmFactor, type Begun } from "./state.js";

const validFor = 10 * 60_000; // milliseconds, as the service has it

/** Adds an authenticator app. Null: the user went back. */
export function addAuthenticator(held: Factor[], signal: AbortSignal): Promise<ConfirmedFactor | null> {
  return openDialog<ConfirmedFactor>(t("factors.totp.title"), signal, (dialog) => {
    const place = h("div", { class: "stack" });
    askName(place, proposed(held), dialog);
    return [place];
  });
}

// A second one has a name of its own.
function proposed(held: Factor[]): string {
  const n = held.filter((factor) => factor.type === "totp").length;
  return n === 0 ? t("factors.types.totp") : `${t("factors.types.totp")} ${n + 1}`;
}

function askName(place: HTMLElement, name: string, dialog: Dialog<ConfirmedFactor>): void {
  const form = nameForm(name, t("factors.totp.name-hint"), { signal: dialog.signal, beside: [dialog.cancel] }, async (chosen) => {
    const begun = await beginFactor("totp", chosen, dialog.signal);
    if (!begun?.totp) return;
    put(place, ...pairing(begun.factor, begun.totp, dialog, (text) => over(place, text, chosen, dialog)));
    place.querySelector<HTMLElement>("[tabindex]")?.focus();
  });
  put(place, form.element);
  form.element.querySelector("input")?.focus();
}

function pairing(factor: Factor, { secret, uri }: NonNullable<Begun["totp"]>, dialog: Dialog<ConfirmedFactor>, ended: (text: string) => void): Child[] {
  const { signal, close, cancel } = dialog;
  const field = codeField({ label: t("factors.totp.code"), hint: t("factors.totp.code-hint") });
  const limit = h("p", { class: "resend" }, t("ways.time-left"), " ", countdown(new Date(Date.now() + validFor), signal, () => ended(t("factors.expired"))));
  const fail = (error: unknown) => {
    if (isProblem(error, "challenge_closed", "factor_not_found")) return ended(t("factors.expired"));
    if (!isProblem(error, "invalid_code", "invalid_fields")) throw error;
    field.complain(t("factors.totp.wrong"));
    field.control.focus();
    (field.control as HTMLInputElement).select();
  };
  const submit = ({ code = "" }: Record<string, string>) => confirmFactor(factor.id, { code: digits(code) }).then(close, fail);
  return [
    h("p", { tabindex: "-1" }, t("factors.totp.scan")),
    h("div", { class: "pairing" }, qr(uri, t("factors.totp.qr")), h("div", { class: "stack" }, ...byHand(secret, uri))),
    new Form({ fields: [field], action: t("factors.totp.action"), between: [limit], beside: [cancel], signal, submit }).element,
  ];
}

// For an app on the device that shows this, and for one that has no camera.
function byHand(secret: string, uri: string): Child[] {
  const groups = secret.match(/.{1,4}/g) ?? [secret];
  const [copy, copied] = copying(secret, "second");
  return [
    h("p", {}, h("a", { href: uri }, t("factors.totp.open"))),
    h("div", {}, h("p", {}, t("factors.totp.by-hand")), h("p", { class: "secret-text" }, h("code", {}, groups.join(" ")))),
    h("div", { class: "actions" }, copy, copied),
  ];
}

// What there is to do when the secret is no longer valid.
function over(place: HTMLElement, text: string, name: string, dialog: Dialog<ConfirmedFactor>): void {
  const again = h("button", { type: "button", class: "primary", onclick: () => askName(place, name, dialog) }, t("factors.again"));
  put(place, h("p", { class: "alert", role: "alert" }, text), h("div", { class: "actions" }, again, dialog.cancel));
  again.focus();
}
