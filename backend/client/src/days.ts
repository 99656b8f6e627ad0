/* Days and moments, by the patient's own zone and the hour at which a day begins. */

import { dateFormat, zone } from "./formats";

const DAY_MS = 86_400_000;

/* The diary day of a moment: before the hour at which a day begins it is still the day before. */
export function diaryDay(now: Date, dayStartsAt: string, timeZone = zone()): string {
  const parts = dateFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  const date = `${of("year")}-${of("month")}-${of("day")}`;
  return `${of("hour")}:${of("minute")}` < dayStartsAt ? shift(date, -1) : date;
}

/* The day so many days later. */
export function shift(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/* How many days `later` lies after `earlier`. */
export function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / DAY_MS);
}

/* "Thursday 26 November" in the language. */
export function longDay(day: string, language: string): string {
  return format(day, language, { weekday: "long", day: "numeric", month: "long" });
}

/* "Thu 26 Nov" in the language. */
export function briefDay(day: string, language: string): string {
  return format(day, language, { weekday: "short", day: "numeric", month: "short" });
}

/* "26 Nov 2026" in the language. */
export function shortDay(day: string, language: string): string {
  return format(day, language, { day: "numeric", month: "short", year: "numeric" });
}

/* "Thu 26 Nov, 19:00" by the clocks of the zone. */
export function moment(at: string, language: string, timeZone: string): string {
  return dateFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(new Date(at));
}

/* "19:00" by the clocks of the zone. */
export function clock(at: string, language: string, timeZone: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", timeZone };
  return dateFormat(language, options).format(new Date(at));
}

function format(day: string, language: string, options: Intl.DateTimeFormatOptions): string {
  return dateFormat(language, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
