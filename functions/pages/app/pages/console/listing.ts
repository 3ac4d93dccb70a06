// A table that is read page by page.
import { announce } from "../../core/announce.js";
import { h, put, type Child } from "../../core/dom.js";
import { number, t } from "../../core/words.js";
import { button, failed } from "./section.js";

export interface Column<T> {
  head: string;
  cell: (item: T) => Child;
  /** Columns of numbers and times are aligned. */
  aligned?: boolean;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface ListingOptions<T> {
  caption: string;
  /** The first column names the row. */
  columns: Column<T>[];
  read: (cursor: string | undefined) => Promise<Page<T>>;
  empty: Child;
  signal: AbortSignal;
}

// A page of a filtered list can be empty, and others follow.
const mostEmptyPages = 20;

/** The table with its button for more. On a narrow screen, each row stands as a block. */
export function listing<T>(options: ListingOptions<T>): HTMLElement {
  const { signal, empty } = options;
  const body = h("tbody", { role: "rowgroup" });
  const below = h("div", { class: "listing-end" });
  const place = h("div", { class: "listing" });
  const late = setTimeout(() => put(place, h("p", { class: "loading", role: "status" }, t("common.loading"))), 400);
  let cursor: string | undefined;

  async function more(): Promise<void> {
    const shown = body.rows.length;
    try {
      const page = await full(options.read, cursor);
      if (signal.aborted) return;
      cursor = page.next ?? undefined;
      body.append(...page.items.map((item) => row(options.columns, item)));
      draw(shown);
    } catch (error) {
      if (signal.aborted) return;
      put(shown === 0 ? place : below, failed(error, signal, more));
    } finally {
      clearTimeout(late);
    }
  }

  function draw(before: number): void {
    if (body.rows.length === 0 && !cursor) return put(place, h("div", { class: "empty" }, empty));
    put(below, h("p", { class: "quiet small" }, t("console.shown", { n: body.rows.length, count: number(body.rows.length) })), !!cursor && button(t("console.more"), more));
    if (before === 0) put(place, table(options, body), below);
    else {
      announce(t("console.added", { n: body.rows.length - before, count: number(body.rows.length - before) }));
      body.rows[before]?.querySelector<HTMLElement>("a, button")?.focus();
    }
  }

  void more();
  return place;
}

async function full<T>(read: ListingOptions<T>["read"], cursor: string | undefined): Promise<Page<T>> {
  for (let tries = 1; ; tries++) {
    const page = await read(cursor);
    if (page.items.length > 0 || !page.next || tries === mostEmptyPages) return page;
    cursor = page.next;
  }
}

// The roles are written out, because a table that is drawn as blocks is none for screen readers otherwise.
export function table<T>({ caption, columns }: Pick<ListingOptions<T>, "caption" | "columns">, body: HTMLTableSectionElement): HTMLElement {
  const head = h("tr", { role: "row" }, ...columns.map((c) => h("th", { scope: "col", role: "columnheader" }, c.head)));
  return h("table", { role: "table", class: "stacks" }, h("caption", { class: "hidden" }, caption), h("thead", { role: "rowgroup" }, head), body);
}

export function row<T>(columns: Column<T>[], item: T): HTMLTableRowElement {
  return h(
    "tr",
    { role: "row" },
    ...columns.map(({ head, cell, aligned }, at) => {
      const content = cell(item);
      const attributes = { "data-head": head, class: aligned ? "number" : null };
      if (at === 0) return h("th", { scope: "row", role: "rowheader", ...attributes }, content);
      return h("td", { role: "cell", ...attributes }, !!content && h("div", {}, content));
    }),
  );
}
