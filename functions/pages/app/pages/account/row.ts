// A setting: its name, what it is, and what can be done about it. Its form opens below it.
import { h, id, put, set, type Child } from "../../core/dom.js";
import type { Form } from "../../core/form.js";
import { alertOf } from "../../core/problem.js";
import { t } from "../../core/words.js";

/** What a form or an action of a setting can do with it. */
export interface Editing {
  signal: AbortSignal;
  /** Shows the setting as it is now, and says what was done. */
  done: (said: string) => void;
  /** The button that leaves the form. */
  cancel: HTMLButtonElement;
}

export interface Action {
  text: string;
  danger?: boolean;
  form?: (editing: Editing) => Form;
  /** Of an action without a form. */
  run?: (editing: Editing) => Promise<void>;
}

export interface Setting {
  title: string;
  /** Of a setting below a heading of its own. */
  level?: "h4";
  /** Whether there is much to say, so that the buttons stand below it. */
  long?: boolean;
  shown: () => Child;
  actions: () => (Action | false)[];
}

export function row(setting: Setting, signal: AbortSignal): HTMLElement {
  const heading = id("setting");
  const [shown, buttons, below] = [h("div", { class: "value" }), h("div", { class: "actions" }), h("div", { class: "below" })];
  const said = h("p", { class: "done", role: "status" }); // always there, so that screen readers hear of its text
  let opened = 0; // the action that the focus goes back to

  function draw(text = ""): void {
    const actions = setting.actions().filter((a) => a !== false);
    put(shown, setting.shown());
    put(buttons, ...actions.map((action, i) => button(action, i)));
    put(below);
    said.textContent = text;
  }

  function button(action: Action, i: number): HTMLButtonElement {
    const made: HTMLButtonElement = h("button", { type: "button", class: action.danger ? "second danger" : "second", "aria-describedby": heading }, action.text);
    made.addEventListener("click", () => {
      opened = i;
      if (action.form) edit(action.form);
      else void run(made, action);
    });
    return made;
  }

  function edit(form: (editing: Editing) => Form): void {
    said.textContent = "";
    put(buttons);
    put(below, form(editing()).element);
    below.querySelector<HTMLElement>("input:not([hidden]), select, textarea")?.focus();
  }

  // The button keeps the focus while it is busy, so it is not disabled.
  async function run(made: HTMLButtonElement, action: Action): Promise<void> {
    if (made.getAttribute("aria-disabled")) return;
    set(made, "aria-disabled", "true");
    put(below);
    said.textContent = "";
    try {
      await action.run?.(editing());
    } catch (error) {
      if (!signal.aborted) put(below, alertOf(error, signal));
    } finally {
      set(made, "aria-disabled", null);
    }
  }

  const editing = (): Editing => ({
    signal,
    done: (text) => {
      draw(text);
      back();
    },
    cancel: h("button", { type: "button", class: "second", onclick: () => (draw(), back()) }, t("common.cancel")),
  });
  const back = () => (buttons.children[Math.min(opened, buttons.children.length - 1)] as HTMLElement | undefined)?.focus();

  draw();
  // Below a heading of its own, the setting is no landmark: another may have its name.
  const role = setting.level && "group";
  return h(role ? "div" : "section", { class: setting.long ? "setting long" : "setting", role, "aria-labelledby": heading }, h(setting.level ?? "h3", { id: heading }, setting.title), shown, buttons, below, said);
}
