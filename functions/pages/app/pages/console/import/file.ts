// A file of users: read, checked as a whole, and ready to be sent. The page stays usable meanwhile.
import { Checker } from "./check.js";
import { checkHeader, userOf, type NewUser, type Wrong } from "./columns.js";
import { lines, separatorOf, textOf, WrongQuotes } from "./csv.js";

/** A user of the file. */
export interface Row {
  row: number;
  user: NewUser;
}

export interface Checked {
  name: string;
  /** The SHA-256 of the file. */
  digest: string;
  header: string[];
  /** The first lines, as they stand in the file. */
  preview: { row: number; cells: string[] }[];
  rows: Row[];
  /** The first things that are wrong, and how many there are. */
  wrong: Wrong[];
  count: number;
}

export const mostRows = 100_000;
const mostWrong = 100;
const previewed = 5;
const slice = 12; // milliseconds of work, after which the page may draw

export interface CheckOptions {
  passwordMinLength: number;
  signal: AbortSignal;
  /** Is told how many rows were read. */
  onRows?: (rows: number) => void;
}

export async function readUsers(file: File, options: CheckOptions): Promise<Checked> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const digest = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const checked: Checked = { name: file.name, digest, header: [], preview: [], rows: [], wrong: [], count: 0 };
  const decoded = textOf(bytes);
  if ("text" in decoded) await readLines(decoded.text, checked, options);
  else add(checked, decoded.wrong.map((row) => ({ row, column: "", code: "not-utf8" })));
  return checked;
}

function add(checked: Checked, found: Wrong[]): void {
  checked.count += found.length;
  checked.wrong.push(...found.slice(0, mostWrong - checked.wrong.length));
}

async function readLines(text: string, checked: Checked, { passwordMinLength, signal, onRows }: CheckOptions): Promise<void> {
  const read = lines(text, separatorOf(text));
  const checker = new Checker(passwordMinLength);
  let drawn = performance.now();
  try {
    const first = read.next();
    if (first.done) return add(checked, [{ row: 1, column: "", code: "empty" }]);
    checked.header = first.value.cells.map((name) => name.trim());
    add(checked, checkHeader(checked.header));
    if (checked.count > 0) return;
    for (const { row, cells } of read) {
      if (checked.rows.length === mostRows) return add(checked, [{ row, column: "", code: "too-many", values: { n: mostRows } }]);
      take(checked, checker, row, cells);
      if (performance.now() - drawn < slice) continue;
      onRows?.(checked.rows.length);
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      drawn = performance.now();
    }
    if (checked.rows.length === 0) add(checked, [{ row: 1, column: "", code: "empty" }]);
  } catch (error) {
    if (!(error instanceof WrongQuotes)) throw error;
    add(checked, [{ row: error.row, column: "", code: "wrong-quotes" }]);
  }
}

function take(checked: Checked, checker: Checker, row: number, cells: string[]): void {
  const { header } = checked;
  if (checked.preview.length < previewed) checked.preview.push({ row, cells });
  if (cells.length !== header.length) {
    checked.rows.push({ row, user: { email: "" } });
    return add(checked, [{ row, column: "", code: "wrong-count", values: { n: cells.length, of: header.length } }]);
  }
  const { user, wrong } = userOf(header, cells, row);
  checked.rows.push({ row, user });
  add(checked, wrong.length > 0 ? wrong : checker.check(user, row));
}
