// What a tab keeps over a reload. It ends with the tab, save the language and the known devices.

export type Kept = "language" | "session" | "challenge" | "return" | "next" | "registration" | "devices";

// What a browser that keeps nothing would not take. It ends with a reload.
const fleeting = new Map<Kept, string>();

const lasting = (name: Kept) => (name === "language" || name === "devices" ? localStorage : sessionStorage);

/** A text that was kept. */
export function remembered(name: Kept): string | undefined {
  try {
    return lasting(name).getItem(`latchkey.${name}`) ?? fleeting.get(name);
  } catch {
    return fleeting.get(name);
  }
}

export function remember(name: Kept, value: string | null): void {
  fleeting.delete(name);
  try {
    if (value === null) lasting(name).removeItem(`latchkey.${name}`);
    else lasting(name).setItem(`latchkey.${name}`, value);
  } catch {
    if (value !== null) fleeting.set(name, value);
  }
}

export function recall<T>(name: Kept): T | undefined {
  const text = remembered(name);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

export function keep(name: Kept, value: unknown): void {
  remember(name, value === null || value === undefined ? null : JSON.stringify(value));
}
