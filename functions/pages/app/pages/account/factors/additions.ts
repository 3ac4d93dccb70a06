// The kinds of factors that the user can add.
import type { ConfirmedFactor, FactorType } from "latchkey-client";
import { config } from "../../../core/config.js";
import { h, type Child } from "../../../core/dom.js";
import { canUsePasskeys } from "../../../core/passkey.js";
import { t } from "../../../core/words.js";
import type { Action, Setting } from "../row.js";
import { change } from "../state.js";
import { addPasskey } from "./passkey.js";
import type { Factors } from "./section.js";
import { addAuthenticator } from "./totp.js";

/** A row for each kind that can still be added, the strongest first. */
export function additions(now: Factors): Setting[] {
  const settings = [
    ...(config.passkeys ? [addition("passkey", canUsePasskeys() && enrol(now, () => addPasskey(now.signal)), !canUsePasskeys() && t("passkey.cannot"))] : []),
    addition("totp", enrol(now, () => addAuthenticator(now.factors, now.signal))),
  ];
  const has = (type: FactorType) => now.factors.some((factor) => factor.type === type);
  if (!has("email")) settings.push(addition("email", turnOn("email", now)));
  if (!has("sms")) settings.push(addition("sms", now.user.phone_confirmed && turnOn("sms", now), !now.user.phone_confirmed && noPhone()));
  return settings;
}

function addition(type: FactorType, action: Action | false, hint: Child = null): Setting {
  const shown = () => [h("p", {}, t(`factors.what.${type}`)), !!hint && h("p", { class: "hint" }, hint)];
  return { title: t(`factors.types.${type}`), level: "h4", shown, actions: () => [action] };
}

function enrol({ enrolled }: Factors, add: () => Promise<ConfirmedFactor | null>): Action {
  const run = async () => {
    const added = await add();
    if (added) await enrolled(added);
  };
  return { text: t("account.add"), run };
}

// Codes that are sent need nothing but a confirmed address or number.
function turnOn(type: "email" | "sms", now: Factors): Action {
  const run = async () => {
    if (await change(now, { "2fa": true, "2fa_method": type })) now.changed(t(`factors.on.${type}`));
  };
  return { text: t("account.add"), run };
}

const noPhone = (): Child => [t("factors.no-phone"), " ", h("a", { href: "#profile" }, t("factors.to-profile"))];
