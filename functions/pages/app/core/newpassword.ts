import { config } from "./config.js";
import { Field, type FieldOptions } from "./form.js";
import { t } from "./words.js";

/** The field for a password that is chosen. It can be shown, so it is asked for once. */
export const newPassword = (options: Partial<FieldOptions> = {}) =>
  new Field({
    name: "password",
    type: "password",
    label: t("common.password"),
    autocomplete: "new-password",
    hint: t("register.password-hint", { n: config.passwordMinLength }),
    ...options,
  });
