// The service under test, asked without a browser: what a test begins with, and what it left behind.
import assert from "node:assert/strict";

/** The address of the service. */
export const api = process.env["LATCHKEY_API"]!;
/** The origin of an application that may hand its users over. */
export const application = process.env["LATCHKEY_APPLICATION"]!;

export const password = "velvet tractor orbit moss";

export interface User {
  id: number;
  username: string;
  email: string;
}

/** A mail or a text as the outbox has it. */
export interface Message {
  subject: string;
  text: string;
  html: string;
  sent_at: string;
}

let made = 0;

/** A name that no other test has. */
export function fresh(what = "user"): string {
  return `${what}-${process.pid}-${Date.now() % 1e6}-${made++}`;
}

/** The mails to somebody, the newest first. */
export async function mails(to: string): Promise<Message[]> {
  const box = await fetch(`${api}/_local/outbox.json?to=${encodeURIComponent(to)}`);
  return (await box.json()) as Message[];
}

/** The newest mail to somebody. */
export async function mail(to: string): Promise<Message> {
  const [newest] = await mails(to);
  assert.ok(newest, `no mail to ${to}`);
  return newest;
}

/** The newest code that was sent to somebody, read as they would. A notice may be newer. */
export async function codeFor(to: string): Promise<string> {
  for (const { text } of await mails(to)) {
    const [code] = /^\d{6}\b/.exec(text) ?? [];
    if (code) return code;
  }
  throw new Error(`no code was sent to ${to}`);
}

/** The link in the newest mail to somebody that has one with a text in its address. */
export async function linkFor(to: string, part: string): Promise<string> {
  for (const { text } of await mails(to)) {
    const found = text.match(/https?:\/\/\S+/g)?.find((link) => link.includes(part));
    if (found) return found;
  }
  throw new Error(`no link with ${part} was sent to ${to}`);
}

/** Asks the service. A test knows the shape of the answer that it asks for. */
export async function call<T = { code?: string }>(method: string, path: string, body?: unknown, token?: string, more: Record<string, string> = {}): Promise<{ status: number; body: T }> {
  const headers: Record<string, string> = { "content-type": "application/json", ...more };
  if (token) headers["authorization"] = `Bearer ${token}`;
  const answer = await fetch(api + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, body: (text ? JSON.parse(text) : null) as T };
}

/** Asks for something that must succeed. */
export async function done<T>(method: string, path: string, body?: unknown, token?: string, more?: Record<string, string>): Promise<T> {
  const answer = await call<T & { code?: string }>(method, path, body, token, more);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body?.code}`);
  return answer.body;
}

interface SignIn {
  token?: string;
  challenge?: { id: string };
}

/** Signs somebody in without a browser, and returns their token. */
export async function tokenOf(user: Pick<User, "username" | "email">, secret = password): Promise<string> {
  const first = await done<SignIn>("POST", "/users/login", { username: user.username, password: secret });
  if (first.token) return first.token;
  const second = await done<{ token: string }>("POST", "/2fa", { challenge_id: first.challenge!.id, code: await codeFor(user.email) });
  return second.token;
}

/** A user who has confirmed their address. */
export async function newUser(more: Record<string, unknown> = {}): Promise<User> {
  const username = fresh();
  const email = `${username}@example.com`;
  const { user, challenge } = await done<{ user: User; challenge: { id: string } }>("POST", "/users/register", { username, email, password, ...more });
  await done("POST", "/users/confirm", { challenge_id: challenge.id, code: await codeFor(email) });
  return { id: user.id, username, email };
}

let boss: Promise<string> | undefined;

/** The token of the admin whom the service was started with. One of the run is used while its sign-in is recent. */
export function adminToken(): Promise<string> {
  const given = process.env["ADMIN_TOKEN"];
  const recent = Date.now() - Number(process.env["ADMIN_SIGNED_IN_AT"]) < 10 * 60_000;
  if (given && recent) return Promise.resolve(given);
  boss ??= tokenOf({ username: process.env["ADMIN_USERNAME"]!, email: process.env["ADMIN_EMAIL"]! }, process.env["ADMIN_PASSWORD"]);
  return boss;
}

/** A member of staff. They have a second factor, as staff must. */
export async function newStaff(role: "support" | "admin"): Promise<User> {
  const user = await newUser({ "2fa": true });
  await done("PATCH", `/users/${user.id}`, { role }, await adminToken());
  return user;
}

type Flag = "enrol_new_users_in_email_otp" | "email_based_mfa";

/** Sets a feature flag, as an admin does. It takes effect within ten seconds. */
export async function setFlag(name: Flag, enabled: boolean): Promise<void> {
  await done("PUT", `/api/v1/admin/feature-flags/${name}`, { enabled }, await adminToken());
}

/** Waits for what the service does in its own time. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `not in time: ${what}`);
    await new Promise((again) => setTimeout(again, 1000));
  }
}
