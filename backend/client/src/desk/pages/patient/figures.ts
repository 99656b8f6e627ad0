/* Numbers and days as they are said. */

import type { DayDocument, Point } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import type { At } from "../../../charts/marks";
import { start } from "../../../charts/time";
import { shortDay } from "../../../days";
import { dateFormat, numberFormat } from "../../../formats";
import { language } from "../../../texts";

// A page says thousands of numbers, and making a format takes longer than using it.
const formats = new Map<string, Intl.NumberFormat>();

/* With at most so many decimals, in the language. */
export function said(value: number, most = 1, least = 0): string {
  const name = `${language()}/${most}/${least}`;
  const format =
    formats.get(name) ??
    numberFormat(language(), {
      minimumFractionDigits: least,
      maximumFractionDigits: most,
    });
  formats.set(name, format);
  return format.format(value);
}

export function day(iso: string): string {
  return shortDay(iso, language());
}

/* "Wed 25 Nov 2026". */
export function dayWithWeekday(iso: string): string {
  return dateFormat(language(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(start(iso));
}

/* The values' mean and how many there are. */
export function meanOf(points: At[]): { mean: number | null; n: number } {
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const total = values.reduce((sum, value) => sum + value, 0);
  return { mean: values.length ? total / values.length : null, n: values.length };
}

export function valuesOf(points: Point[]): At[] {
  return points.map(({ day, value }) => ({ day, value }));
}

export function meansOf(points: Point[]): At[] {
  return points.map(({ day, mean_7d }) => ({ day, value: mean_7d }));
}

/* What became of a day of the diary. */
export type Writing = "onTime" | "late" | "reason" | "missing";

export function writing(document: DayDocument | undefined): Writing {
  if (!document || document.withdrawn) return "missing";
  if (document.missing_reason) return "reason";
  return document.retrospective ? "late" : "onTime";
}

/* The catalogue's name of a drug or route. */
export function named(kind: "drugs" | "routes", id: string): string {
  const all = catalogue().treatment[kind] as { id: string; name: string }[];
  return all.find((each) => each.id === id)?.name ?? id;
}
