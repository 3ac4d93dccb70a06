// A file is sent in batches. They are cut the same way each time, and each has a key that comes from
// the file: a batch that is sent once more, after a reload as well, makes nobody twice.
import type { Row } from "./file.js";

const mostUsers = 100;
const mostBytes = 240 << 10; // of the 256 KiB that a request may have

export interface Batch {
  rows: Row[];
  key: string;
}

/** Cuts rows into batches. A later attempt, at rows that have failed, has keys of its own. */
export function batches(digest: string, rows: Row[], attempt: number): Batch[] {
  const made: Row[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = new TextEncoder().encode(JSON.stringify(row.user)).length + 1;
    const open = made.at(-1);
    if (!open || open.length === mostUsers || bytes + size > mostBytes) {
      made.push([row]);
      bytes = size;
    } else {
      open.push(row);
      bytes += size;
    }
  }
  return made.map((of) => ({ rows: of, key: `console-${digest}-${attempt}-${of[0]?.row ?? 0}-${of.at(-1)?.row ?? 0}` }));
}
