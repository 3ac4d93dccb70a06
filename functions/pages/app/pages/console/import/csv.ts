// CSV as RFC 4180 has it, and as spreadsheets write it: with a byte order mark, with semicolons or
// tabs where the comma is in numbers, and with any end of line.

/** A line of the table. Its row is the one that a spreadsheet shows beside it. */
export interface Line {
  row: number;
  cells: string[];
}

/** Where the quotes are wrong, nobody knows where the next line begins. */
export class WrongQuotes extends Error {
  constructor(readonly row: number) {
    super(`row ${row}: wrong quotes`);
  }
}

/** The separator is what the first line has most of. */
export function separatorOf(text: string): string {
  const end = text.indexOf("\n");
  const header = end < 0 ? text : text.slice(0, end);
  const count = (separator: string) => header.split(separator).length;
  return [",", ";", "\t"].reduce((most, separator) => (count(separator) > count(most) ? separator : most));
}

/** Reads the lines one by one, so that the reader can pause. Empty lines count as rows and are left out. */
export function* lines(text: string, separator: string): Generator<Line> {
  let at = 0;
  for (let row = 1; at < text.length; row++) {
    const cells: string[] = [];
    for (;;) {
      const cell = text[at] === '"' ? quoted(text, at, separator, row) : bare(text, at, separator, row);
      cells.push(cell.text);
      at = cell.end;
      if (text[at] !== separator) break;
      at++;
    }
    const empty = cells.length === 1 && cells[0] === "" && text[at - 1] !== '"';
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (!empty) yield { row, cells };
  }
}

interface Cell {
  text: string;
  /** Where the separator or the end of the line stands. */
  end: number;
}

function bare(text: string, start: number, separator: string, row: number): Cell {
  let end = start;
  while (end < text.length && text[end] !== separator && !ends(text, end)) {
    if (text[end] === '"') throw new WrongQuotes(row);
    end++;
  }
  return { text: text.slice(start, end), end };
}

function quoted(text: string, start: number, separator: string, row: number): Cell {
  let close = text.indexOf('"', start + 1);
  while (text[close + 1] === '"' && close > 0) close = text.indexOf('"', close + 2);
  const end = close + 1;
  if (close < 0 || !(end === text.length || text[end] === separator || ends(text, end))) throw new WrongQuotes(row);
  return { text: text.slice(start + 1, close).replaceAll('""', '"'), end };
}

// A carriage return ends a line at a line feed or at the end of the file.
function ends(text: string, at: number): boolean {
  return text[at] === "\n" || (text[at] === "\r" && (at + 1 === text.length || text[at + 1] === "\n"));
}

/** The bytes as text. Where they are not UTF-8, it gives the rows instead. */
export function textOf(bytes: Uint8Array): { text: string } | { wrong: number[] } {
  const whole = decoded(bytes);
  if (whole !== undefined) return { text: whole };
  const wrong: number[] = [];
  for (let start = 0, row = 1; start < bytes.length; row++) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    if (decoded(bytes.subarray(start, end)) === undefined) wrong.push(row);
    start = end + 1;
  }
  return { wrong };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A table as CSV, as spreadsheets read it. */
export function written(rows: (string | number)[][]): string {
  const cell = (value: string | number) => (/[",;\t\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
