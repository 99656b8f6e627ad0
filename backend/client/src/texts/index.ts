/* All words of the product, by language. English is complete and gives the shape. */

import { signal } from "@preact/signals";
import { numberFormat, pluralOf } from "../formats";
import * as plain from "../kept/plain";
import { en } from "./en";

/* Another language's texts have the same shape: strings, or functions that make strings. */
type Shape<T> = T extends string
  ? string
  : T extends (...given: infer G) => string
    ? (...given: G) => string
    : { [K in keyof T]: Shape<T[K]> };
export type Texts = Shape<typeof en>;

interface Language {
  /* BCP 47, for dates, numbers and screen readers. */
  tag: string;
  load: () => Promise<Texts>;
}

/* "en-XA" shows in brackets whatever comes from these files: what has none is hard-coded. */
export const LANGUAGES: Record<string, Language> = {
  en: { tag: "en-GB", load: async () => en },
  "en-XA": { tag: "en-XA", load: async () => (await import("./pseudo")).pseudo(en) },
};

const spoken = signal<{ name: string; texts: Texts }>({ name: "en", texts: en });

/* The texts in the language that is chosen. */
export function t(): Texts {
  return spoken.value.texts;
}

/* The language's tag, for Intl and `lang`. */
export function language(): string {
  return LANGUAGES[spoken.value.name]?.tag ?? "en-GB";
}

/* Speaks the language that was chosen here, or else the first of the browser's that there is. */
export async function beginLanguage(): Promise<void> {
  const chosen = await plain.get("language");
  const wanted = [chosen, ...navigator.languages.map((tag) => tag.split("-")[0])];
  await speak(wanted.find((name) => name && name in LANGUAGES) ?? "en");
}

/* Speaks this language from now on. */
export async function choose(name: string): Promise<void> {
  await plain.put("language", name);
  await speak(name);
}

async function speak(name: string): Promise<void> {
  const found = LANGUAGES[name];
  if (!found) return;
  spoken.value = { name, texts: await found.load() };
  document.documentElement.lang = found.tag === "en-XA" ? "en" : found.tag;
}

/* "1 day", "3 days": the form that the language wants for the number. */
export function counted(n: number, forms: { one: string; other: string }): string {
  const form = pluralOf(language(), n) === "one" ? forms.one : forms.other;
  return form.replace("#", numberFormat(language()).format(n));
}
