// Runs the tests against one service: that of LATCHKEY_API, or one that it starts and ends.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
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

async function start(port: number, origin: string): Promise<ChildProcess> {
  const own = {
    PORT: String(port),
    ADMIN_USERNAME: "boss",
    ADMIN_EMAIL: "boss@latchkey.example",
    ADMIN_PASSWORD: "velvet tractor orbit moss",
    PARAMS: `AllowedOrigins=${origin} ReturnUrls=${origin}/ PasskeyDomain=localhost PasskeyOrigins=${origin} RegistrationsPerHour=100000`,
  };
  const service = spawn("make", ["run"], { cwd: repository, env: { ...process.env, ...own }, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const lines = createInterface(service.stdout!);
  for await (const line of lines) if (line.startsWith("The service is running")) break;
  if (service.exitCode !== null) throw new Error("the service did not start");
  service.stdout!.resume();
  return service;
}

const origin = process.env["LATCHKEY_ORIGIN"] ?? `http://localhost:${await freePort()}`;
let api = process.env["LATCHKEY_API"];
let service: ChildProcess | undefined;
if (!api) {
  const port = await freePort();
  service = await start(port, origin);
  api = `http://localhost:${port}`;
}
const files = readdirSync(import.meta.dirname).filter((f) => f.endsWith(".test.js"));
const tests = spawn(process.execPath, ["--test", "--test-reporter=spec", ...files], {
  cwd: import.meta.dirname,
  env: { ...process.env, LATCHKEY_API: api, LATCHKEY_ORIGIN: origin },
  stdio: "inherit",
});
const [code] = (await once(tests, "exit")) as [number | null];
if (service?.pid) process.kill(-service.pid, "SIGINT");
process.exitCode = code ?? 1;
