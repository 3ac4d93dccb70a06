// Run by functions/pages/scripts_test.go.
import assert from "node:assert/strict";
import { test } from "node:test";
import { batches } from "./batches.js";
import { Checker } from "./check.js";
import { columns, userOf, type NewUser } from "./columns.js";
import { lines, separatorOf, textOf, written, WrongQuotes } from "./csv.js";
import { mostRows, readUsers } from "./file.js";

const cells = (text: string, separator = ",") => [...lines(text, separator)].map((line) => line.cells);
const file = (content: string | Uint8Array) => new File([content], "users.csv");
const read = (content: string | Uint8Array) => readUsers(file(content), { passwordMinLength: 15, signal: new AbortController().signal });
const wrongIn = async (content: string | Uint8Array) => (await read(content)).wrong.map(({ row, column, code }) => [row, column, code].join(" ").replace("  ", " "));
const password = "velvet tractor orbit moss";

test("wrong quotes are told with the row that they begin in", () => {
  for (const [text, row] of [['a,"b', 1], ['a\n"b"c\n', 2], ['a\nb"\n', 2], ['a\n\n"b\n\n', 3], ['a,"b";c', 1], ['"', 1]] as const) {
    assert.throws(() => cells(text), (error) => error instanceof WrongQuotes && error.row === row, text);
  }
});

test("a file that is no table of users is refused as a whole", async () => {
  const latin = new Uint8Array([...new TextEncoder().encode("email\nb@example.com\n"), 0xfc, 0x40, 0x0a]);
  const cases: [string | Uint8Array, string[]][] = [
    ["", ["1 empty"]],
    ["email\n", ["1 empty"]],
    [latin, ["3 not-utf8"]],
    [new Uint8Array([0xff, 0xfe, 0x65, 0x00]), ["1 not-utf8"]],
    ["username\nmary\n", ["1 email column-missing"]],
    ["email,role,email\na@example.com,user,b@example.com\n", ["1 role unknown-column", "1 email column-twice"]],
    ["email,profile,profile.theme\n", ["1 profile column-and-parts"]],
    ["email\na@example.com\n\"b\n", ["2 password password-missing", "3 wrong-quotes"]],
  ];
  for (const [content, want] of cases) assert.deepEqual(await wrongIn(content), want);
});

test("rows that the service would refuse are told by row", async () => {
  const cases: [line: string, want: string[]][] = [
    ["mary,mary@example.com", ["2 wrong-count"]],
    [`mary,,${password},,,,,`, ["2 email email-missing"]],
    [`mary,mary at example.com,${password},,,,,`, ["2 email invalid-email"]],
    [`42,mary@example.com,${password},,,,,`, ["2 username invalid-username"]],
    ["mary,mary@example.com,short,,,,,", ["2 password password-too-short"]],
    ["mary,mary@example.com,a              b,,,,,", ["2 password password-too-short"]],
    [`mary,mary@example.com,${"x".repeat(129)},,,,,`, ["2 password password-too-long"]],
    ["mary,mary@example.com,,,,,,", ["2 password password-missing"]],
    [`mary,mary@example.com,${password},$2b$12$x,,,,`, ["2 password password-or-hash"]],
    [`mary,mary@example.com,${password},,0170,,,`, ["2 phone_number invalid-phone-number"]],
    [`mary,mary@example.com,${password},,,english!,,`, ["2 language invalid-language"]],
    [`mary,mary@example.com,${password},,,,yes,`, ["2 notify not-boolean"]],
    [`mary,mary@example.com,${password},,,,,[1]`, ["2 metadata not-object"]],
  ];
  const header = "username,email,password,password_hash,phone_number,language,notify,metadata\n";
  for (const [line, want] of cases) assert.deepEqual(await wrongIn(header + line), want, line);
  assert.deepEqual(await wrongIn("email,email_confirmed,2fa,2fa_method\na@example.com,true,true,sms\nb@example.com,true,,email\n"), [
    "2 2fa_method method-not-email",
    "3 2fa_method method-without-2fa",
  ]);
});

test("what stands in the file twice is told with the row before", async () => {
  const { wrong } = await read("username,email,notify\nmary,mary@example.com,true\n\nanne,Mary@Example.com ,true\nMary,c@example.com,true\n");
  assert.deepEqual(wrong, [
    { row: 4, column: "email", code: "twice", values: { n: 2 } },
    { row: 5, column: "username", code: "twice", values: { n: 2 } },
  ]);
});

test("the first hundred mistakes are listed and all are counted", async () => {
  const checked = await read(`email\n${Array.from({ length: 250 }, (_, n) => `nobody${n}\n`).join("")}`);
  assert.equal(checked.wrong.length, 100);
  assert.equal(checked.count, 500);
});

test("lines end and cells are quoted as spreadsheets write them", () => {
  assert.deepEqual(cells("a,b\r\nc,d\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(cells("a,b\nc,d"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(cells("a,b\r"), [["a", "b"]]);
  assert.deepEqual(cells('"a,1","b ""x""",c\n'), [["a,1", 'b "x"', "c"]]);
  assert.deepEqual(cells('"two\r\nlines",b\n""\n'), [["two\r\nlines", "b"], [""]]);
  assert.deepEqual(cells(",\n"), [["", ""]]);
  assert.deepEqual(cells("a;b", ";"), [["a", "b"]]);
  assert.deepEqual([...lines("a\n\nb\n", ",")].map((line) => line.row), [1, 3]);
});

test("the separator is found in the first line", () => {
  assert.equal(separatorOf("a,b\nc;d;e;f"), ",");
  assert.equal(separatorOf("a;b;c,d\n"), ";");
  assert.equal(separatorOf("a\tb\n"), "\t");
  assert.equal(separatorOf("a"), ",");
});

test("a byte order mark is no part of the first column", () => {
  assert.deepEqual(textOf(new Uint8Array([0xef, 0xbb, 0xbf, 0x61])), { text: "a" });
});

test("a line becomes the user that the contract takes", () => {
  const header = ["email", "2fa", "email_confirmed", "notify", "profile", "metadata.plan", "metadata.seats", "username"];
  const { user, wrong } = userOf(header, ["b@example.com", "TRUE", "false", "", '{"theme":"dark"}', "gold", "5", ""], 2);
  assert.deepEqual(wrong, []);
  assert.deepEqual(user, { email: "b@example.com", "2fa": true, email_confirmed: false, profile: { theme: "dark" }, metadata: { plan: "gold", seats: "5" } });
  assert.equal(Object.keys(columns).length, 12);
});

test("good users are taken", () => {
  const checker = new Checker(15);
  const good: NewUser[] = [
    { email: "mary@example.com", password },
    { email: "anne@bücher.example", username: " Anne.B ", password_hash: "$2b$12$3euPcmQFCiblsZeEu5s7p.9OVHgeHWFDk9nhMqZ0m" },
    { email: "b@example.com", notify: true, language: "pt-BR", phone_number: "+447700900123" },
    { email: "c@example.com", email_confirmed: true, "2fa": true, "2fa_method": "email" },
  ];
  good.forEach((user, at) => assert.deepEqual(checker.check(user, at + 2), []));
});

test("a file of the largest size is read, and one row more is refused", async () => {
  const row = (n: number) => `user${n};user${n}@example.com;${password}\r\n`;
  const all = `\ufeffusername;email;password\r\n${Array.from({ length: mostRows }, (_, n) => row(n)).join("")}`;
  const checked = await read(all);
  assert.equal(checked.count, 0);
  assert.equal(checked.rows.length, mostRows);
  assert.deepEqual(checked.rows.at(-1), { row: mostRows + 1, user: { username: `user${mostRows - 1}`, email: `user${mostRows - 1}@example.com`, password } });
  assert.deepEqual(await wrongIn(all + row(mostRows)), [`${mostRows + 2} too-many`]);
});

test("the same file makes the same batches, and a later attempt has other keys", async () => {
  const { digest, rows } = await read(`email,notify\n${Array.from({ length: 250 }, (_, n) => `u${n}@example.com,true\n`).join("")}`);
  const made = batches(digest, rows, 0);
  assert.deepEqual(made.map((batch) => batch.rows.length), [100, 100, 50]);
  assert.deepEqual(made, batches(digest, rows, 0));
  const keys = [...made, ...batches(digest, rows, 1)].map((batch) => batch.key);
  assert.equal(new Set(keys).size, 6);
  for (const key of keys) assert.match(key, /^[!-~]{1,128}$/);
  const large = rows.map(({ row, user }) => ({ row, user: { ...user, metadata: { note: "x".repeat(4000) } } }));
  assert.deepEqual(batches(digest, large, 0).map((batch) => batch.rows.length), [60, 60, 60, 60, 10]);
});

test("a table is written so that it is read as it was", () => {
  const table = [["row", "problem"], ["2", 'a "b", c'], ["3", "two\nlines"]];
  assert.deepEqual(cells(written(table)), table);
});
