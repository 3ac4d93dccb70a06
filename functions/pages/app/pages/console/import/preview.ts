// What a file has, before anything is written: what is wrong with it, or its first users.
import { h, type Child } from "../../../core/dom.js";
import { number, t } from "../../../core/words.js";
import { row, table, type Column } from "../listing.js";
import { button } from "../section.js";
import type { Wrong } from "./columns.js";
import type { Checked } from "./file.js";

export interface Ways {
  start: () => void;
  other: () => void;
}

export function preview(file: Checked, { start, other }: Ways): Child[] {
  const another = button(t("console.import.another"), other);
  const named = h("p", {}, h("strong", { class: "file" }, file.name), " ", h("span", { class: "quiet" }, t("console.import.rows", { n: file.rows.length, count: number(file.rows.length) })));
  if (file.count > 0) return [named, ...mistakes(file), h("div", { class: "actions" }, another)];
  const users = file.rows.length;
  return [
    named,
    h("p", { class: "note", role: "status" }, t("console.import.good")),
    first(file),
    h("p", { class: "quiet" }, t("console.import.will", { n: users, count: number(users) })),
    h("div", { class: "actions" }, button(t("console.import.start", { n: users, count: number(users) }), start, "primary", { "data-first": true }), another),
  ];
}

function mistakes({ wrong, count }: Checked): Child[] {
  const columns: Column<Wrong>[] = [
    { head: t("console.import.row"), cell: (w) => number(w.row), aligned: true },
    { head: t("console.import.column"), cell: (w) => w.column && h("code", {}, w.column) },
    { head: t("console.import.problem"), cell: (w) => t(`console.import.wrong.${w.code}`, w.values) },
  ];
  const body = h("tbody", { role: "rowgroup" }, ...wrong.map((w) => row(columns, w)));
  return [
    h("div", { class: "alert", role: "alert", tabindex: "-1", "data-first": true }, h("p", {}, t("console.import.refused", { n: count, count: number(count) })), h("p", {}, t("console.import.repair"))),
    table({ caption: t("console.import.problems"), columns }, body),
    count > wrong.length && h("p", { class: "quiet" }, t("console.import.more-wrong", { count: number(count - wrong.length) })),
  ];
}

// Passwords are nobody's business, not even for five rows.
const hidden = new Set(["password", "password_hash"]);

function first({ header, preview }: Checked): Child {
  type Line = Checked["preview"][number];
  const columns: Column<Line>[] = [
    { head: t("console.import.row"), cell: (line) => number(line.row), aligned: true },
    ...header.map((name, at) => ({ head: name, cell: (line: Line) => (hidden.has(name) && line.cells[at] ? "••••••••" : (line.cells[at] ?? "")) })),
  ];
  const made = table({ caption: t("console.import.preview"), columns }, h("tbody", { role: "rowgroup" }, ...preview.map((line) => row(columns, line))));
  made.classList.remove("stacks"); // the columns are those of the file
  return h("section", {}, h("h2", {}, t("console.import.preview")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("console.import.preview") }, made));
}
