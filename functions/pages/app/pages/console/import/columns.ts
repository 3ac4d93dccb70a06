// The columns of a file of users, and how a line becomes a user. latchctl takes the same files.
import type { operations } from "latchkey-client";

export type NewUser = operations["bulk-register"]["requestBody"]["content"]["application/json"]["users"][number];

/** What can be wrong with a file. The words are in the table of words, by these names. */
export type Code =
  | "not-utf8" | "wrong-quotes" | "empty" | "too-many"
  | "unknown-column" | "column-twice" | "column-and-parts" | "column-missing"
  | "wrong-count" | "not-boolean" | "not-object" | "twice"
  | "email-missing" | "invalid-email" | "invalid-username" | "invalid-phone-number" | "invalid-language"
  | "password-too-short" | "password-too-long" | "password-or-hash" | "password-missing" | "method-not-email" | "method-without-2fa";

/** Something that is wrong with a row. */
export interface Wrong {
  row: number;
  code: Code;
  column: string;
  /** What the words are filled with. */
  values?: Record<string, string | number>;
}

type Kind = "text" | "boolean" | "object";

export const columns: Record<string, Kind> = {
  username: "text", email: "text", password: "text", password_hash: "text", phone_number: "text",
  "2fa": "boolean", "2fa_method": "text", language: "text", email_confirmed: "boolean", notify: "boolean",
  profile: "object", metadata: "object",
};

const partOf = (name: string) => /^(profile|metadata)\.(.+)$/.exec(name);

/** What is wrong with the first line, which names the columns. */
export function checkHeader(header: string[]): Wrong[] {
  const wrong: Wrong[] = [];
  const say = (code: Code, column: string) => wrong.push({ row: 1, code, column });
  header.forEach((name, at) => {
    if (!(name in columns) && !partOf(name)) say("unknown-column", name);
    else if (header.indexOf(name) < at) say("column-twice", name);
  });
  for (const object of ["profile", "metadata"]) {
    if (header.includes(object) && header.some((name) => name.startsWith(`${object}.`))) say("column-and-parts", object);
  }
  if (!header.includes("email")) say("column-missing", "email");
  return wrong;
}

/** A line as the user that it stands for. An empty cell is left out. */
export function userOf(header: string[], cells: string[], row: number): { user: NewUser; wrong: Wrong[] } {
  const members: Record<string, unknown> = {};
  const wrong: Wrong[] = [];
  header.forEach((column, at) => {
    const cell = cells[at];
    if (!cell) return;
    const part = partOf(column);
    if (part) {
      const [, object = "", key = ""] = part;
      members[object] = { ...(members[object] as object | undefined), [key]: cell };
      return;
    }
    const value = read(columns[column] ?? "text", cell);
    if (value === undefined) wrong.push({ row, column, code: columns[column] === "boolean" ? "not-boolean" : "not-object" });
    else members[column] = value;
  });
  return { user: members as NewUser, wrong };
}

function read(kind: Kind, cell: string): unknown {
  switch (kind) {
    case "text":
      return cell;
    case "boolean":
      return ({ true: true, false: false } as Record<string, boolean>)[cell.toLowerCase()];
    case "object":
      return object(cell);
  }
}

function object(cell: string): object | undefined {
  try {
    const value: unknown = JSON.parse(cell);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
