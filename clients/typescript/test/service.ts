import { createHmac } from "node:crypto";
import type { Ask } from "latchkey-client";

/** The address of the service that the tests call. */
export const api = process.env["LATCHKEY_API"]!;
/** The origin whose pages may call it. */
export const origin = process.env["LATCHKEY_ORIGIN"]!;

export const password = "velvet tractor orbit moss";

let made = 0;

/** A name that no other test has. */
export function fresh(): string {
  return `u${process.pid}-${Date.now() % 1e7}-${made++}`;
}

/** The newest code that was sent to somebody, read as a developer would. A notice may be newer. */
export async function codeFor(to: string): Promise<string> {
  const box = await fetch(`${api}/_local/outbox.json?to=${encodeURIComponent(to)}`);
  for (const { text } of (await box.json()) as { text: string }[]) {
    const [code] = /^\d{6}\b/.exec(text) ?? [];
    if (code) return code;
  }
  throw new Error(`no code was sent to ${to}`);
}

/** Answers as a user who reads their mail. */
export function reading(to: string): Ask {
  return () => codeFor(to);
}

/** Another code than the right one. */
export async function wrongCodeFor(to: string): Promise<string> {
  return String((Number(await codeFor(to)) + 1) % 1e6).padStart(6, "0");
}

/** The code that an authenticator shows, now or a step of 30 seconds later (RFC 6238). */
export function authenticatorCode(secret: string, later = 0): string {
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(step).digest();
  const number = mac.readUInt32BE(mac[19]! & 15) & 0x7fffffff;
  return String(number % 1e6).padStart(6, "0");
}

/** For questions that must not be asked. */
export const never: Ask = ({ challenge }) => {
  throw new Error(`asked for a code: ${challenge.purpose}`);
};
