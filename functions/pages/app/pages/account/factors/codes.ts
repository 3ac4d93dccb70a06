// Recovery codes, shown once: to be copied, printed or saved before the user goes on.
import { copying, download } from "../../../core/copying.js";
import { openDialog } from "../../../core/dialog.js";
import { config } from "../../../core/config.js";
import { h, type Child } from "../../../core/dom.js";
import { Field, Form } from "../../../core/form.js";
import { day, t } from "../../../core/words.js";

/** Shows the codes until the user says that they have kept them. */
export async function showCodes(codes: string[], username: string, signal: AbortSignal): Promise<void> {
  const left = new AbortController();
  // A reload would lose them.
  addEventListener("beforeunload", (event) => event.preventDefault(), { signal: left.signal });
  await openDialog<true>(t("recovery-codes.title"), signal, ({ signal, close }) => content(codes, username, signal, () => close(true)), { stays: true });
  left.abort();
}

function content(codes: string[], username: string, signal: AbortSignal, done: () => void): Child[] {
  const whose = t("recovery-codes.whose", { name: username, day: day(new Date()) });
  const file = () => download(`recovery-codes-${username}.txt`, "text/plain", `${whose}\n\n${codes.join("\n")}\n`);
  const [copy, copied] = copying(codes.join("\n"));
  const kept = new Field({ name: "kept", type: "checkbox", label: t("recovery-codes.kept") });
  const submit = async () => {
    if (kept.value) return done();
    kept.complain(t("recovery-codes.keep-first"));
    kept.control.focus();
  };
  const plain = (text: string, onclick: () => void) => h("button", { type: "button", class: "second", onclick }, text);
  return [
    h("div", { class: "recovery" },
      h("p", { class: "screen", tabindex: "-1", autofocus: true }, t("recovery-codes.keep")),
      h("p", { class: "paper" }, config.service, h("br"), whose),
      h("ol", { class: "codes", "aria-label": t("recovery-codes.title") }, ...codes.map((code) => h("li", {}, h("code", {}, code)))),
      h("div", { class: "actions screen" }, copy, plain(t("recovery-codes.print"), () => print()), plain(t("recovery-codes.download"), file), copied),
      h("div", { class: "screen" }, new Form({ fields: [kept], action: t("recovery-codes.go-on"), signal, submit }).element),
    ),
  ];
}
