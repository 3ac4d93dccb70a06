// Dialogs: the page waits below one until it is answered. Escape is the answer null.
import { h, id, type Child } from "./dom.js";
import { t } from "./words.js";

/** A dialog that is open, as its content sees it. */
export interface Dialog<T> {
  /** Ends with the dialog. */
  signal: AbortSignal;
  close: (answer: T | null) => void;
  /** Closes the dialog; the call that opened it throws the error. */
  fail: (error: unknown) => void;
  /** The button that closes it. */
  cancel: HTMLButtonElement;
}

/** Opens a dialog. It closes with the visit that the signal is of. Escape does not close one that stays. */
export function openDialog<T>(title: string, signal: AbortSignal, content: (dialog: Dialog<T>) => Child[], { stays = false } = {}): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const ends = new AbortController();
    const heading = id("dialog");
    const element = h("dialog", { "aria-labelledby": heading });
    let settle = () => resolve(null);
    const end = (last: () => void) => {
      settle = last;
      element.close();
    };
    const close = (answer: T | null) => end(() => resolve(answer));
    // What is under way is waited for: whether it was carried out would be unknown.
    const busy = () => !!element.querySelector('[aria-busy="true"]');
    const cancel = h("button", { type: "button", class: "second", onclick: () => busy() || close(null) }, t("common.cancel"));
    element.addEventListener("cancel", (event) => (stays || busy()) && event.preventDefault());
    // Browsers let a second Escape through, unless the key itself is taken.
    if (stays) element.addEventListener("keydown", (event) => event.key === "Escape" && event.preventDefault());
    element.addEventListener("close", () => {
      ends.abort();
      element.remove();
      settle();
    });
    signal.addEventListener("abort", () => close(null), { signal: ends.signal });
    const dialog = { signal: ends.signal, close, fail: (error: unknown) => end(() => reject(error)), cancel };
    element.append(h("div", {}, h("h2", { id: heading }, title), ...content(dialog)));
    document.body.append(element);
    element.showModal();
    if (signal.aborted) close(null);
  });
}

/** Asks whether to go on. */
export async function confirmed(title: string, text: string, action: string, signal: AbortSignal, { danger = false } = {}): Promise<boolean> {
  const answer = await openDialog<true>(title, signal, ({ close, cancel }) => [
    h("p", {}, text),
    h("div", { class: "actions" }, h("button", { type: "button", class: danger ? "primary danger" : "primary", onclick: () => close(true) }, action), cancel),
  ]);
  return answer === true;
}
