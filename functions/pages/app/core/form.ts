// A form: fields with labels, errors that are tied to them, and one submission at a time.
import { h, id, put, set, type Child } from "./dom.js";
import { alert, troubleOf } from "./problem.js";
import { t } from "./words.js";

export interface FieldOptions {
  name: string;
  label: string;
  type?: "text" | "email" | "tel" | "password" | "number" | "search" | "date" | "datetime-local" | "textarea" | "select" | "checkbox";
  /** A token of HTML's autocomplete, so that password managers and phones can fill the field. */
  autocomplete?: string;
  hint?: string;
  value?: string;
  checked?: boolean;
  optional?: boolean;
  /** Of a select: values and their texts. */
  choices?: readonly (readonly [value: string, text: string])[];
  attributes?: Record<string, unknown>;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** A labelled control with its hint and its error. */
export class Field {
  readonly element: HTMLElement;
  readonly control: Control;
  readonly #error: HTMLElement;

  constructor(readonly options: FieldOptions) {
    const { name, label, type = "text", hint, optional } = options;
    const [at, errorId, hintId] = [id(name), id(`${name}-error`), id(`${name}-hint`)];
    this.control = control(options, at);
    set(this.control, "aria-describedby", hint ? `${hintId} ${errorId}` : errorId);
    this.#error = h("p", { class: "error", id: errorId });
    const labelled = h("label", { for: at }, label, optional && h("span", { class: "quiet" }, ` (${t("common.optional")})`));
    const said = hint && h("p", { class: "hint", id: hintId }, hint);
    this.element =
      type === "checkbox"
        ? h("div", { class: "field check" }, h("div", { class: "row" }, this.control, labelled), said, this.#error)
        : h("div", { class: "field" }, labelled, said, type === "password" ? revealable(this.control as HTMLInputElement) : this.control, this.#error);
    this.control.addEventListener("input", () => this.complain(""));
  }

  get value(): string {
    if (this.control instanceof HTMLInputElement && this.control.type === "checkbox") return this.control.checked ? "on" : "";
    return this.control.value;
  }

  set value(value: string) {
    this.control.value = value;
  }

  /** Says what is wrong with the value; an empty text says that nothing is. */
  complain(text: string): void {
    this.#error.textContent = text;
    set(this.control, "aria-invalid", text ? "true" : null);
  }
}

function control({ name, type = "text", autocomplete = "off", value, checked, optional, choices = [], attributes = {} }: FieldOptions, at: string): Control {
  const common = { id: at, name, autocomplete, required: !optional && type !== "checkbox", ...attributes };
  if (type === "textarea") return h("textarea", { rows: 3, ...common }, value);
  if (type === "select") return h("select", common, ...choices.map(([v, text]) => h("option", { value: v, selected: v === value }, text)));
  const exact = autocomplete !== "off" || type === "password" ? { autocapitalize: "none", spellcheck: "false" } : {};
  return h("input", { type, ...exact, ...common, value, checked });
}

// A password that can be looked at is typed right more often.
function revealable(input: HTMLInputElement): HTMLElement {
  const eye = h("button", { type: "button", class: "reveal", "aria-pressed": "false", "aria-controls": input.id }, t("common.show"));
  eye.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    set(eye, "aria-pressed", String(shown));
    eye.textContent = t(shown ? "common.hide" : "common.show");
  });
  return h("div", { class: "secret" }, input, eye);
}

/** The box for a code: it takes a paste, forgives blanks and hyphens, and a phone fills it from its messages. */
export function codeField(options: Partial<FieldOptions> = {}): Field {
  const field = new Field({
    name: "code",
    label: t("common.code"),
    autocomplete: "one-time-code",
    ...options,
    attributes: { inputmode: "numeric", class: "code", maxlength: 20, ...options.attributes },
  });
  return field;
}

/** The digits of a code as it was typed or pasted. */
export const digits = (typed: string) => typed.replace(/[\s\u00a0-]/g, "");

export interface FormOptions {
  fields: Field[];
  /** What the button says. */
  action: string;
  danger?: boolean;
  /** Elements between the fields and the button. */
  between?: Child[];
  /** Elements beside the button. */
  beside?: Child[];
  signal: AbortSignal;
  submit: (values: Record<string, string>) => Promise<void>;
}

export class Form {
  readonly element: HTMLFormElement;
  readonly button: HTMLButtonElement;
  readonly #alerts = h("div", { class: "alerts" });
  readonly #options: FormOptions;
  #busy = false;

  constructor(options: FormOptions) {
    this.#options = options;
    this.button = h("button", { type: "submit", class: options.danger ? "primary danger" : "primary" }, options.action);
    this.element = h(
      "form",
      { novalidate: true, onsubmit: (event) => (event.preventDefault(), void this.#submit()) },
      this.#alerts,
      ...options.fields.map((f) => f.element),
      ...(options.between ?? []),
      h("div", { class: "actions" }, this.button, ...(options.beside ?? [])),
    );
  }

  /** Shows an error: at its fields, and what belongs to none above them. The focus goes to the first. */
  fail(error: unknown): void {
    const trouble = troubleOf(error);
    const bad = this.#options.fields.filter((field) => {
      const said = trouble.fields[field.options.name];
      if (said) field.complain(said);
      return !!said;
    });
    const all = bad.length > 0 && bad.length === Object.keys(trouble.fields).length;
    put(this.#alerts, !all && alert(trouble, this.#options.signal));
    if (all) bad[0]!.control.focus();
    else (this.#alerts.firstElementChild as HTMLElement | null)?.focus();
  }

  clear(): void {
    put(this.#alerts);
    for (const field of this.#options.fields) field.complain("");
  }

  // A second click while the first one is under way does nothing.
  async #submit(): Promise<void> {
    if (this.#busy) return;
    this.clear();
    if (!this.#complete()) return;
    this.#setBusy(true);
    try {
      await this.#options.submit(Object.fromEntries(this.#options.fields.map((f) => [f.options.name, f.value])));
    } catch (error) {
      if (!this.#options.signal.aborted) this.fail(error);
    } finally {
      this.#setBusy(false);
    }
  }

  #complete(): boolean {
    const missing = this.#options.fields.filter((f) => f.control.required && !f.control.value.trim());
    for (const field of missing) field.complain(t("common.required"));
    missing[0]?.control.focus();
    return missing.length === 0;
  }

  // The button keeps the focus while it is busy, so it is not disabled.
  #setBusy(busy: boolean): void {
    this.#busy = busy;
    set(this.button, "aria-disabled", busy ? "true" : null);
    set(this.element, "aria-busy", busy ? "true" : null);
  }
}
