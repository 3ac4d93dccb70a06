// The words of the pages, in the language of their reader.
import type english from "../../../../shared/domain/words/en.json";
import { directions, loads, names } from "words:list";
import { config } from "./config.js";
import { remembered } from "./memory.js";

// A key is the way to a text: "sign-in.title". A text of several forms has "other" and is one.
type Keys<T> = T extends { other: string } | string ? "" : { [K in keyof T & string]: `.${K}${Keys<T[K]>}` }[keyof T & string];
type Cut<S> = S extends `.${infer Rest}` ? Rest : never;
export type Key = Cut<Keys<(typeof english)["pages"]>>;
export type Values = Record<string, string | number>;

let words: { pages: object; problems: object };
export let language = "en";

/** Loads the words: in the language that the user chose here, else one that their browser names. */
export async function speak(): Promise<void> {
  const wanted = [remembered("language"), ...navigator.languages, config.language, "en"];
  for (const tag of wanted) {
    const found = [tag, tag?.split("-")[0]].find((name) => name && name in loads);
    if (!found) continue;
    words = (await loads[found]!()).default;
    language = found;
    document.documentElement.lang = found;
    document.documentElement.dir = directions[found] ?? "ltr";
    return;
  }
}

export const languages = names;

/** The text of a key, with its places filled. A value n chooses between the forms of a number. */
export function t(key: Key, values: Values = {}): string {
  return fill(find(words.pages, key), values) ?? key;
}

/** What a code of the service means, or what the service itself said of it, in English. */
export function explain(code: string, detail: string): string {
  return fill((words.problems as Record<string, unknown>)[code], { service: config.service, contact: config.contact }) ?? detail;
}

function find(table: unknown, key: string): unknown {
  return key.split(".").reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], table);
}

function fill(text: unknown, values: Values): string | undefined {
  if (text && typeof text === "object") {
    const forms = text as Record<string, string>;
    text = forms[new Intl.PluralRules(language).select(Number(values["n"]))] ?? forms["other"];
  }
  if (typeof text !== "string") return undefined;
  const all: Values = { service: config.service, ...values };
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(all[name] ?? place));
}

// The same language is written in several ways: British and American times differ.
const region = () => navigator.languages.find((tag) => tag.split("-")[0] === language) ?? language;

/** A time, as people write it. */
export function time(at: string | Date, style: "medium" | "long" = "medium"): string {
  return new Intl.DateTimeFormat(region(), { dateStyle: style, timeStyle: "short" }).format(new Date(at));
}

/** A day without its time. */
export function day(at: string | Date): string {
  return new Intl.DateTimeFormat(region(), { dateStyle: "medium" }).format(new Date(at));
}

export function number(n: number): string {
  return new Intl.NumberFormat(region()).format(n);
}

/** A span of time: "4:05", or "23 h 59 min". */
export function span(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds));
  if (left < 3600) return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return t("common.hours", { h: Math.floor(left / 3600), m: Math.floor((left % 3600) / 60) });
}
