// An import under way, and what became of it.
import { download } from "../../../core/copying.js";
import { countdown } from "../../../core/countdown.js";
import { h, put, set, type Child } from "../../../core/dom.js";
import { alertOf } from "../../../core/problem.js";
import { explain, number, span, t } from "../../../core/words.js";
import { button } from "../section.js";
import { written } from "./csv.js";
import type { Job, Result } from "./job.js";

export function progress(job: Job, signal: AbortSignal, other: () => void): HTMLElement {
  const title = h("h2", { id: "import-state", tabindex: "-1", "data-first": true });
  const bar = h("progress", { max: job.total, "aria-labelledby": "import-state" });
  const counts = h("p", { class: "number" });
  const left = h("p", { class: "quiet number" });
  const told = h("div", { role: "status" });
  const acts = h("div", { class: "actions" });
  const summary = h("div", { class: "summary" });
  let before: string | undefined;

  function draw(): void {
    const done = job.results.size;
    const made = job.made;
    set(bar, "value", done);
    counts.textContent = t("console.import.counts", { done: number(done), total: number(job.total), made: number(made), failed: number(done - made) });
    left.textContent = job.active && job.left !== undefined ? t("console.import.left", { span: span(job.left) }) : "";
    const now = job.cancelling ? "cancelling" : job.state;
    if (now === before && now !== "waiting") return; // what did not change keeps the focus
    before = now;
    title.textContent = t(`console.import.states.${now}`, { file: job.file.name });
    put(told, ...said(job, signal));
    put(acts, ...buttons(job, other));
    put(summary, ...(job.active ? [] : results(job)));
    if (document.activeElement === document.body) title.focus();
  }
  job.watch(draw, signal);
  draw();
  return h("section", { class: "card" }, title, bar, counts, left, told, acts, summary);
}

// Why nothing happens now, and what was done so far.
function said(job: Job, signal: AbortSignal): Child[] {
  if (job.state === "waiting" && job.until) return [h("p", { class: "note" }, t("console.import.waits"), " ", countdown(job.until, signal, () => {}))];
  if (job.state !== "stopped") return [];
  const rest = job.total - job.results.size;
  return [alertOf(job.error, signal, h("p", {}, t("console.import.stopped", { done: number(job.results.size), rest: number(rest) })))];
}

function buttons(job: Job, other: () => void): Child[] {
  const cancel = () => button(t("common.cancel"), () => job.cancel());
  const goOn = () => button(t("console.import.go-on"), () => void job.run(), "primary");
  switch (job.state) {
    case "running":
    case "waiting":
      return [!job.cancelling && cancel()];
    case "stopped":
      return [goOn(), cancel()];
    case "cancelled":
      return [goOn(), ...ended(job, other)];
    case "done":
      return ended(job, other);
  }
}

function ended(job: Job, other: () => void): Child[] {
  const failed = job.failedOnce.length;
  return [
    failed > 0 && button(t("console.import.again", { n: failed, count: number(failed) }), () => job.again(), "primary"),
    job.results.size > 0 && button(t("console.import.download"), () => save(job), failed > 0 ? "second" : "primary"),
    button(t("console.import.another"), other),
  ];
}

function save(job: Job): void {
  const rows = [...job.results.values()].sort((a, b) => a.row - b.row);
  const table = rows.map((r) => [r.row, r.status, r.id ?? "", r.code ?? "", r.detail ?? ""]);
  download(`${job.file.name.replace(/\.\w+$/, "")}.results.csv`, "text/csv", written([["row", "status", "id", "problem", "detail"], ...table]));
}

// Rows that failed, counted by the reason.
function results(job: Job): Child[] {
  const reasons = new Map<string, Result[]>();
  for (const result of job.results.values()) {
    if (result.status >= 300) reasons.set(result.code ?? String(result.status), [...(reasons.get(result.code ?? String(result.status)) ?? []), result]);
  }
  if (reasons.size === 0) return [];
  const items = [...reasons].sort((a, b) => b[1].length - a[1].length).map(([code, of]) => {
    const rows = of.slice(0, 5).map((r) => number(r.row)).join(", ") + (of.length > 5 ? ", …" : "");
    return h("li", {}, h("strong", { class: "number" }, number(of.length)), " ", explain(code, of[0]?.detail ?? code), " ", h("span", { class: "quiet small" }, t("console.import.in-rows", { n: of.length, rows })));
  });
  return [h("h3", {}, t("console.import.failed")), h("ul", { class: "reasons" }, ...items)];
}
