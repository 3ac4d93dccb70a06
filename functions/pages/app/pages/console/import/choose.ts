// The file is chosen or dropped, and read.
import { config } from "../../../core/config.js";
import { download } from "../../../core/copying.js";
import { h, put } from "../../../core/dom.js";
import { number, t } from "../../../core/words.js";
import { columns } from "./columns.js";
import { readUsers, type Checked } from "./file.js";

const example = "username,email,password,phone_number,notify\r\nmary,mary@example.com,,,true\r\nanne,anne@example.com,velvet tractor orbit moss,+447700900123,\r\n";

export function chooser(signal: AbortSignal, checked: (file: Checked) => void): HTMLElement {
  const said = h("p", { role: "status", class: "quiet" });
  const input = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", id: "import-file", class: "hidden", "aria-describedby": "import-hint" });
  const zone = h(
    "div",
    { class: "drop" },
    input,
    h("label", { for: "import-file", class: "button" }, t("console.import.choose")),
    h("p", { class: "quiet" }, t("console.import.drop")),
    said,
  );

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    const onRows = (rows: number) => (said.textContent = t("console.import.reading", { rows: number(rows) }));
    onRows(0);
    try {
      const read = await readUsers(file, { passwordMinLength: config.passwordMinLength, signal, onRows });
      if (!signal.aborted) checked(read);
    } catch (error) {
      if (signal.aborted) return;
      // A file that was moved or is of another user cannot be read.
      put(said, h("span", { class: "error" }, t("console.import.unreadable")));
      if (!(error instanceof DOMException)) throw error;
    }
  }
  input.addEventListener("change", () => take(input.files?.[0]));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    void take(event.dataTransfer?.files[0]);
  });
  return h("div", { class: "choose" }, h("p", {}, t("console.import.about")), zone, h("p", { class: "hint", id: "import-hint" }, t("console.import.hint")), help());
}

function help(): HTMLElement {
  const names = Object.keys(columns) as (keyof typeof columns & string)[];
  const save = h("button", { type: "button", class: "plain", onclick: () => download("users.csv", "text/csv", example) }, t("console.import.example"));
  return h(
    "details",
    {},
    h("summary", {}, t("console.import.columns")),
    h("p", {}, t("console.import.columns-text")),
    h("p", { class: "names" }, ...names.map((name) => [h("code", {}, name), " "]).flat(), h("code", {}, "profile.NAME"), " ", h("code", {}, "metadata.NAME")),
    h("p", {}, save),
  );
}
