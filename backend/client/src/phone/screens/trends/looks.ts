/* How days and values are said in words. */

import { diaryDay, longDay } from "../../../days";
import { dateFormat, numberFormat } from "../../../formats";
import { me } from "../../../session";
import { language, t } from "../../../texts";

/* A day in full, today by its name. */
export function dayName(day: string): string {
  const isToday = day === diaryDay(new Date(), me().day_starts_at);
  return isToday ? t().phone.trends.today : longDay(day, language());
}

/* One decimal at most, in the language. */
export function number(value: number | null): string {
  if (value === null) return t().phone.trends.noValue;
  return numberFormat(language(), { maximumFractionDigits: 1 }).format(value);
}

/* A day below a chart: short. */
export function tick(day: string): string {
  return dateFormat(language(), {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));
}

/* How strong a side effect was, in a word. */
export function severity(value: number | null): string {
  const words = t().phone.trends;
  return value === null ? words.noValue : (words.severity[value] ?? "");
}
