// The recovery codes: how many are left, and new ones.
import { confirmed } from "../../../core/dialog.js";
import { h, type Child } from "../../../core/dom.js";
import { t, time } from "../../../core/words.js";
import type { Editing, Setting } from "../row.js";
import { showCodes } from "./codes.js";
import type { Factors } from "./section.js";
import { newRecoveryCodes } from "./state.js";

const few = 2;

export function recovery(now: Factors): Setting {
  const { recovery_codes: codes } = now;
  const make = async ({ signal }: Editing) => {
    if (codes && !(await confirmed(t("recovery-codes.renew"), t("recovery-codes.renew-sure"), t("recovery-codes.renew"), signal))) return;
    const made = await newRecoveryCodes(signal);
    if (!made) return;
    await showCodes(made, now.user.username, now.signal);
    if (!signal.aborted) now.changed(t("recovery-codes.done"));
  };
  const shown = (): Child[] => [
    h("p", {}, codes ? t("recovery-codes.left", { n: codes.left }) : t("recovery-codes.none"), codes && codes.left <= few && [" ", h("span", { class: "badge bad" }, t("recovery-codes.few"))]),
    codes && h("p", { class: "hint" }, t("recovery-codes.made", { time: time(codes.created_at) })),
    h("p", { class: "hint" }, t("recovery-codes.what")),
  ];
  return { title: t("recovery-codes.title"), level: "h4", shown, actions: () => [{ text: t(codes ? "recovery-codes.renew" : "recovery-codes.make"), run: make }] };
}
