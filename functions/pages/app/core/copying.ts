// Texts that leave the page: to the clipboard, or as a file.
import { h, type Child } from "./dom.js";
import { t } from "./words.js";

/** A button that puts a text on the clipboard, and what became of it. Without a clipboard, the text is still there to be selected. */
export function copying(text: string, kind = "primary"): Child[] {
  const said = h("span", { role: "status", class: "hint" });
  const copy = async () => {
    said.textContent = await navigator.clipboard.writeText(text).then(() => t("common.copied"), () => t("common.not-copied"));
  };
  return [h("button", { type: "button", class: kind, onclick: copy }, t("common.copy")), said];
}

/** Saves a text as a file. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000); // the browser may ask where to, first
}
