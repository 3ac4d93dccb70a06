// What a tab keeps over a reload. It ends with the tab, save the language.

export type Kept = "language" | "session" | "challenge" | "return" | "next" | "registration";

const lasting = (name: Kept) => (name === "language" ? localStorage : sessionStorage);

/** A text that was kept. A browser that keeps nothing keeps none. */
export function remembered(name: Kept): string | undefined {
  try {
    return lasting(name).getItem(`latchkey.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: Kept, value: string | null): void {
  try {
    if (value === null) lasting(name).removeItem(`latchkey.${name}`);
    else lasting(name).setItem(`latchkey.${name}`, value);
  } catch {
    // The page works on; a reload begins again.
  }
}

export function recall<T>(name: Kept): T | undefined {
  const text = remembered(name);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

export function keep(name: Kept, value: unknown): void {
  remember(name, value === null || value === undefined ? null : JSON.stringify(value));
}
