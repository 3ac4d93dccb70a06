import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { check } from "./check.js";
import { signIn, typeCode, typeIn } from "./hands.js";
import { adminToken, done, fresh, newStaff, type User } from "./service.js";
import { walk, type Page, type Walk } from "./walk.js";

async function open(w: Walk, expected: RegExp[] = []): Promise<{ page: Page; staff: User }> {
  const staff = await newStaff("admin");
  const page = await w.visit("console#import", { expected });
  await signIn(page, staff, { code: true });
  await page.getByRole("heading", { name: "Import", level: 1 }).waitFor();
  return { page, staff };
}

const choose = (page: Page, content: string | Buffer, name = "users.csv") =>
  page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });

// Rows of users who need no password, because hashing five hundred takes a while.
function users(count: number, head = "username,email,email_confirmed\n", end = "\n"): { text: string; prefix: string } {
  const prefix = fresh("row");
  const rows = Array.from({ length: count }, (_, n) => [`${prefix}-${n}`, `${prefix}-${n}@example.com`, "true"].join(head.includes(";") ? ";" : ","));
  return { text: head + rows.map((row) => row + end).join(""), prefix };
}

async function made(prefix: string): Promise<number> {
  let [n, cursor] = [0, ""];
  do {
    const page = await done<{ users: unknown[]; next_cursor: string | null }>("GET", `/api/v1/admin/users?limit=100&username=${prefix}-${cursor && `&cursor=${cursor}`}`, undefined, await adminToken());
    n += page.users.length;
    cursor = page.next_cursor ?? "";
  } while (cursor);
  return n;
}

const problem = (status: number, code: string, more: object = {}) => ({
  status,
  contentType: "application/problem+json",
  headers: more as Record<string, string>,
  body: JSON.stringify({ type: "about:blank", title: "", status, code, detail: "Wait.", request_id: "x", message: "" }),
});

walk("a file that is not right is refused by row before anything is sent", async (w) => {
  const { page } = await open(w);
  let sent = 0;
  await page.route(/\/users\/bulk$/, (route) => (sent++, route.fallback()));
  await check(page, "console-import");
  const cases: [content: string | Buffer, said: RegExp][] = [
    ["name,mail\nmary,mary@example.com\n", /There is no such column/],
    ["username,email,password\nab,nobody,short\nmary,a@example.com,velvet tractor orbit moss\nMary,a@example.com,velvet tractor orbit moss\n", /Row 3 has the same/],
    [Buffer.from("email,notify\nm\xfcller@example.com,true\n", "latin1"), /This is not UTF-8/],
    ['email,notify\n"a@example.com,true\n', /The quotes do not match/],
    ["", /The file has no users/],
  ];
  for (const [content, said] of cases) {
    await choose(page, content);
    await page.getByText(said).first().waitFor();
    if (said.source.startsWith("Row")) await check(page, "console-import-refused");
    await page.getByRole("button", { name: "Choose another file" }).click();
  }
  assert.equal(sent, 0);
});

walk("five hundred users are imported, and the same file once more makes nobody", async (w) => {
  const { page } = await open(w);
  const { text, prefix } = users(500, "\ufeffusername;email;email_confirmed\r\n", "\r\n");
  await choose(page, text);
  await page.getByText("The file is in order.").waitFor();
  await check(page, "console-import-preview");
  await page.getByRole("button", { name: "Import 500 users" }).click();
  await page.locator("progress[value='100']").waitFor();
  await check(page, "console-import-running");
  await page.getByRole("link", { name: "Feature flags" }).click(); // it goes on elsewhere
  await page.getByRole("switch").waitFor();
  await page.getByRole("link", { name: "Import" }).click();
  await page.getByText("500 accounts · 0 refused").waitFor();
  assert.equal(await made(prefix), 500);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the result" }).click();
  const lines = readFileSync(await (await saved).path(), "utf8").trim().split("\r\n");
  assert.equal(lines.length, 501);
  assert.match(lines[500] ?? "", /^501,201,\d+,,$/);
  await page.getByRole("button", { name: "Choose another file" }).click();
  await choose(page, text);
  await page.getByRole("button", { name: "Import 500 users" }).click();
  await page.getByText("500 accounts · 0 refused").waitFor();
  assert.equal(await made(prefix), 500);
});

walk("rows that the service refuses are counted by their reason", async (w) => {
  const { page, staff } = await open(w);
  await choose(page, `username,email,email_confirmed\n${staff.username},${fresh()}@example.com,true\n${fresh()},${fresh()}@example.com,true\n`);
  await page.getByRole("button", { name: "Import 2 users" }).click();
  await page.getByText("1 accounts · 1 refused").waitFor();
  await page.getByText("That username is not available.").waitFor();
  await check(page, "console-import-done");
});

walk("an import waits when it is told to, stops without a network, and goes on where it was", async (w) => {
  const { page } = await open(w, [/net::ERR_/, /status of 429/]);
  const { text, prefix } = users(350);
  const keys: (string | undefined)[] = [];
  const answers = ["", "429", "", "lost", "offline"];
  await page.route(/\/users\/bulk$/, async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    switch (answers.shift()) {
      case "429":
        return route.fulfill(problem(429, "too_many_requests", { "retry-after": "3" }));
      case "lost":
        await route.fetch(); // the service has done it, and nobody knows
        return route.abort();
      case "offline":
        return route.abort("internetdisconnected");
    }
    return route.fallback();
  });
  await choose(page, text);
  await page.getByRole("button", { name: "Import 350 users" }).click();
  await page.getByText("The service asks for a pause.").waitFor();
  for (const stop of ["lost", "offline"]) {
    await page.getByText("200 rows are done and 150 are left.").waitFor();
    if (stop === "lost") await check(page, "console-import-stopped");
    const asked = page.waitForEvent("dialog");
    await page.evaluate(() => setTimeout(() => location.reload()));
    await (await asked).dismiss(); // leaving is asked about
    await page.getByRole("button", { name: "Go on" }).click();
  }
  await page.getByText("350 accounts · 0 refused").waitFor();
  assert.equal(await made(prefix), 350);
  assert.equal(new Set(keys).size, 4, "a batch that is sent again has the same key");
  assert.equal(keys.length, 7);
});

walk("a cancelled import ends after its batch; a session that ended leads to sign-in and back", async (w) => {
  const { page, staff } = await open(w);
  const { text, prefix } = users(250);
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let refuse = false;
  await page.route(/\/users\/bulk$/, async (route) => {
    await held;
    return refuse ? ((refuse = false), route.fulfill(problem(401, "token_invalid"))) : route.fallback();
  });
  await choose(page, text);
  await page.getByRole("button", { name: "Import 250 users" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Stopping after the rows that are on their way").waitFor();
  release();
  await page.getByText("was cancelled").waitFor();
  assert.equal(await made(prefix), 100);
  refuse = true;
  await page.getByRole("button", { name: "Go on" }).click();
  await typeIn(page, staff.username);
  await typeCode(page, staff);
  await page.getByText("100 rows are done and 150 are left.").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("250 accounts · 0 refused").waitFor();
  assert.equal(await made(prefix), 250);
});
