// Runs the tests of the pages against one service, which it starts and ends.
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

async function start(port: number, own: Record<string, string>): Promise<ChildProcess> {
  const service = spawn("make", ["run"], { cwd: repository, env: { ...process.env, PORT: String(port), ...own }, stdio: ["ignore", "pipe", "inherit"], detached: true });
  let running = false;
  for await (const line of createInterface(service.stdout)) if ((running = line.startsWith("The service is running"))) break;
  if (!running) throw new Error("the service did not start");
  service.stdout.resume();
  return service;
}

const application = process.env["LATCHKEY_APPLICATION"] ?? `http://localhost:${await freePort()}`;
const admin = { ADMIN_USERNAME: "boss", ADMIN_EMAIL: "boss@latchkey.example", ADMIN_PASSWORD: "velvet tractor orbit moss" };
let api = process.env["LATCHKEY_API"];
let service: ChildProcess | undefined;
if (!api) {
  const port = await freePort();
  const returns = ["/", "/signed-in"].map((path) => application + path).join();
  service = await start(port, { ...admin, PARAMS: `AllowedOrigins=${application} ReturnUrls=${returns} RegistrationsPerHour=100000 SupportContact=help@latchkey.example` });
  api = `http://localhost:${port}`;
}
const end = () => service?.pid && process.kill(-service.pid, "SIGINT");
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (end(), process.exit(1)));

rmSync(new URL("build/browser/", repository), { recursive: true, force: true });
const files = readdirSync(import.meta.dirname).filter((f) => f.endsWith(".test.js"));
const only = process.env["ONLY"] ? [`--test-name-pattern=${process.env["ONLY"]}`] : [];
// One file at a time: they share the service's flags, and a machine that has better things to do.
const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...only, ...files], {
  cwd: import.meta.dirname,
  env: { ...process.env, ...admin, LATCHKEY_API: api, LATCHKEY_APPLICATION: application },
  stdio: "inherit",
});
const [code] = (await once(tests, "exit")) as [number | null];
end();
process.exitCode = code ?? 1;
