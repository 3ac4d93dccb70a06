// What a session began on, in words of a fixed list alone: what a client calls itself is the
// client's to write, and so shown nowhere.
import list from "../../../../shared/domain/message/devices.json";
import { t } from "./words.js";

const first = (words: string[][], agent: string) => words.find(([part = ""]) => agent.includes(part))?.[1];

export function device(userAgent: string): string {
  const [browser, system] = [first(list.browsers, userAgent), first(list.systems, userAgent)];
  if (!browser) return t("account.device.app");
  return system ? t("account.device.on", { browser, system }) : browser;
}
