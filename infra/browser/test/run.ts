// Runs the tests of the pages against one service and one application that hands its users over to
// it. It starts and ends both.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";

const repository = new URL("../../../", import.meta.url);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const started: ChildProcess[] = [];
const end = () => started.splice(0).forEach((program) => process.kill(-program.pid!, "SIGINT"));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (end(), process.exit(1)));

// A program runs as soon as it has said so.
async function start(command: string[], own: Record<string, string>, marker: string): Promise<void> {
  const program = spawn(command[0]!, command.slice(1), { cwd: repository, env: { ...process.env, ...own }, stdio: ["ignore", "pipe", "inherit"], detached: true });
  started.push(program);
  let running = false;
  for await (const line of createInterface(program.stdout)) if ((running = line.includes(marker))) break;
  if (!running) throw new Error(`${command.join(" ")} did not start`);
  program.stdout.resume();
}

const application = process.env["LATCHKEY_APPLICATION"] ?? `http://localhost:${await freePort()}`;
const admin = { ADMIN_USERNAME: "boss", ADMIN_EMAIL: "boss@latchkey.example", ADMIN_PASSWORD: "velvet tractor orbit moss" };
let api = process.env["LATCHKEY_API"];
if (!api) {
  const port = String(await freePort());
  const parameters = { AllowedOrigins: application, ReturnUrls: `${application}/,${application}/signed-in`, RegistrationsPerHour: "100000", SupportContact: "help@latchkey.example" };
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  await start(["make", "run"], { ...admin, PORT: port, PARAMS: given.join(" ") }, "The service is running");
  api = `http://localhost:${port}`;
}
await start(["sh", "-c", "go run ./infra/example/application 2>&1"], { LATCHKEY: api, PORT: new URL(application).port }, "The application is at");

// The admin signs in once: ten codes an hour are mailed to one user.
Object.assign(process.env, admin, { LATCHKEY_API: api, LATCHKEY_APPLICATION: application });
const { adminToken } = await import("./service.js");
const signedIn = { ADMIN_TOKEN: await adminToken(), ADMIN_SIGNED_IN_AT: String(Date.now()) };

rmSync(new URL("build/browser/", repository), { recursive: true, force: true });
const files = process.env["PICTURES"] ? ["pictures.js"] : readdirSync(import.meta.dirname).filter((f) => f.endsWith(".test.js"));
const only = process.env["ONLY"] ? [`--test-name-pattern=${process.env["ONLY"]}`] : [];
// One file at a time: they share the service's flags, and a machine that has better things to do.
const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...only, ...files], {
  cwd: import.meta.dirname,
  env: { ...process.env, ...signedIn },
  stdio: "inherit",
});
const [code] = (await once(tests, "exit")) as [number | null];
end();
process.exitCode = code ?? 1;
