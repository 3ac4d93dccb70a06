import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { Problem, type Latchkey, type ProblemCode } from "latchkey-client";

const folder = new URL("../", import.meta.url);
const npm = (...args: string[]) => promisify(execFile)("npm", args, { cwd: folder });

// These compile, or the types are wider than the contract. They are not run.
export function types(latchkey: Latchkey, problem: Problem) {
  if (problem.is("invalid_code")) return problem.code satisfies "invalid_code";
  // @ts-expect-error: no route refuses with this code
  const misspelt: ProblemCode = "invalid_cod";
  // @ts-expect-error: the same
  if (problem.code === "invalid_cod") return misspelt;
  // @ts-expect-error: a sign-in may need a code
  void latchkey.signIn({ username: "mary", password: "x" });
  // @ts-expect-error: the route has no such method
  void latchkey.call("PUT", "/users/{id}", { path: { id: "me" } });
  // @ts-expect-error: the place in the path is missing
  void latchkey.call("GET", "/users/{id}");
  // @ts-expect-error: the member is misspelt
  void latchkey.call("POST", "/2fa", { body: { challenge: "x", code: "123456" } });
  // @ts-expect-error: this route takes no Idempotency-Key
  void latchkey.call("POST", "/2fa", { body: { challenge_id: "x", code: "123456" }, headers: { "Idempotency-Key": "x" } });
  return latchkey.call("PUT", "/api/v1/admin/feature-flags/{name}", { path: { name: "email_based_mfa" }, body: { percentage: 25 } });
}

test("the types are those of the contract", async () => {
  await assert.doesNotReject(npm("run", "--silent", "generate", "--", "--check"), "src/contract.ts is stale: npm run generate");
});

test("the package has the code and its types alone", async () => {
  const { stdout } = await npm("pack", "--dry-run", "--json", "--ignore-scripts");
  const files = (JSON.parse(stdout) as [{ files: { path: string }[] }])[0].files.map((f) => f.path);
  const modules = ["application", "base64url", "challenge", "client", "contract", "factors", "index", "operation", "passkey", "problem", "transport", "types"];
  assert.deepEqual(files.sort(), ["README.md", "package.json", ...modules.flatMap((m) => [`dist/${m}.d.ts`, `dist/${m}.js`])].sort());
});
