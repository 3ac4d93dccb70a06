// The devices that users asked to be known on. A token is kept over the end of the tab, under the names
// that its user signs in with. It opens nothing: it has limits of its own, so that nobody's failed tries
// elsewhere lock this device out.
import { keep, recall } from "./memory.js";

type Tokens = Record<string, string>;

const tokens = () => recall<Tokens>("devices") ?? {};
const written = (name: string) => name.trim().toLowerCase();

/** Whether a user is known here. */
export const isKnown = (name: string): boolean => Object.hasOwn(tokens(), written(name));

/** The header that says so. Where the name is not known, it is that of the only user who is. */
export function deviceHeader(name?: string): { "Device-Token"?: string } {
  const all = tokens();
  const only = [...new Set(Object.values(all))];
  const token = (name !== undefined && isKnown(name) ? all[written(name)] : undefined) ?? (only.length === 1 ? only[0] : undefined);
  return token ? { "Device-Token": token } : {};
}

export function keepDevice(token: string, ...names: string[]): void {
  const others = without(names);
  keep("devices", { ...others, ...Object.fromEntries(names.map((name) => [written(name), token])) });
}

/** Forgets a user here, under every name. */
export function forgetDevice(...names: string[]): void {
  const left = without(names);
  keep("devices", Object.keys(left).length > 0 ? left : null);
}

function without(names: string[]): Tokens {
  const all = tokens();
  const gone = new Set(names.map((name) => all[written(name)]));
  return Object.fromEntries(Object.entries(all).filter(([, token]) => !gone.has(token)));
}
