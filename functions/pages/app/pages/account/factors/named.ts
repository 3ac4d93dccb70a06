// The first step of every factor: its name, by which the user tells it from others.
import { Field, Form, type FormOptions } from "../../../core/form.js";
import { t } from "../../../core/words.js";

const longest = 64;

export function nameForm(proposed: string, hint: string, options: Pick<FormOptions, "signal" | "beside" | "between">, submit: (name: string) => Promise<void>): Form {
  const name = new Field({ name: "name", label: t("factors.name"), value: proposed, hint, attributes: { maxlength: longest, autofocus: true } });
  return new Form({ fields: [name], action: t("factors.go-on"), ...options, submit: () => submit(name.value.trim()) });
}
