/* The one time axis that all charts of a page share: whole days, each as wide as the next. */

import { daysBetween, shift } from "../days";
import { dateFormat } from "../formats";

const DAY_MS = 86_400_000;

/* Which days are drawn, both included. */
export interface Span {
  first: string;
  last: string;
}

export function length(span: Span): number {
  return daysBetween(span.first, span.last) + 1;
}

// Every chart of a page places the same days.
const starts = new Map<string, number>();

/* When the day begins on the axis, which knows no clocks. */
export function start(day: string): number {
  const known = starts.get(day) ?? Date.parse(`${day}T00:00:00Z`);
  starts.set(day, known);
  return known;
}

/* The middle of the day on the axis: where what belongs to it is drawn. */
export function middle(day: string): number {
  return start(day) + DAY_MS / 2;
}

/* From where to where the axis goes. */
export function domain(span: Span): [number, number] {
  return [start(span.first), start(span.last) + DAY_MS];
}

export function dayAt(span: Span, index: number): string {
  return shift(span.first, index);
}

export function has(span: Span, day: string): boolean {
  return day >= span.first && day <= span.last;
}

/* Days that get a name on the axis: Mondays, or firsts of a month; at most so many. */
export function ticks(span: Span, most: number): string[] {
  const days = length(span);
  const weeks = [1, 2].find((step) => days / (7 * step) <= most);
  if (weeks && days <= 92) return mondays(span, weeks);
  const months = [1, 2, 3, 6, 12].find((step) => days / (30.4 * step) <= most) ?? 24;
  return firsts(span, months);
}

function mondays(span: Span, step: number): string[] {
  const weekday = new Date(start(span.first)).getUTCDay();
  const found: string[] = [];
  let day = shift(span.first, (8 - weekday) % 7);
  for (; day <= span.last; day = shift(day, 7 * step)) found.push(day);
  return found;
}

function firsts(span: Span, step: number): string[] {
  const found: string[] = [];
  const [year, month] = span.first.split("-").map(Number) as [number, number];
  for (let at = year * 12 + month - 1; ; at++) {
    const day = `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}-01`;
    if (day > span.last) return found;
    if (day >= span.first && at % step === 0) found.push(day);
  }
}

/* How a day is named on the axis: by its date, or by its month if firsts are named. */
export function tickName(span: Span, day: string, language: string): string {
  const options: Intl.DateTimeFormatOptions =
    length(span) <= 92 ? { day: "numeric", month: "short" } : { month: "short", year: "numeric" };
  return dateFormat(language, { ...options, timeZone: "UTC" }).format(start(day));
}
