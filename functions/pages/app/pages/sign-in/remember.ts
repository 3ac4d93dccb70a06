// Whether this device is to be known: the box shows what is, and changes it.
import { Field } from "../../core/form.js";
import { forgetDevice, isKnown } from "../../core/known-device.js";
import { t } from "../../core/words.js";

export interface Remember {
  field: Field;
  /** What goes along with a sign-in. */
  wanted: () => { remember_device?: true };
  /** Forgets this device, if its user said so. */
  kept: (name: string) => void;
}

export function rememberDevice(username: Field): Remember {
  const field = new Field({ name: "remember_device", type: "checkbox", label: t("sign-in.remember"), hint: t("sign-in.remember-hint"), checked: isKnown(username.value) });
  const box = field.control as HTMLInputElement;
  let chosen = false;
  box.addEventListener("change", () => (chosen = true));
  username.control.addEventListener("input", () => chosen || (box.checked = isKnown(username.value)));
  return {
    field,
    wanted: () => (box.checked ? { remember_device: true } : {}),
    kept: (name) => chosen && !box.checked && forgetDevice(name),
  };
}
