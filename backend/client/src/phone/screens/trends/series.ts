/* The own series from the clinic, and what can be said of them. No drawing here. */

import type { Session, Trend } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { catalogue } from "../../../catalogue/catalogue";
import type { Point } from "../../../charts/phone";
import { diaryDay, shift } from "../../../days";
import { me } from "../../../session";

export const MEASURES = ["pain_average", "mood", "sleep_quality"] as const;
export type Measure = (typeof MEASURES)[number];
export const PERIODS = ["30", "90", "365", "all"] as const;
export type Period = (typeof PERIODS)[number];

const MOST_DAYS = 3_700;
const FORTNIGHT = 14;
/* Fewer days of a fortnight say too little to be compared. */
const ENOUGH = 7;

export interface Own {
  days: string[];
  measures: Record<Measure, Day[]>;
  /* Of each day the strongest side effect; null where nothing was written. */
  strongest: Day[];
  /* How many days each side effect was noted on, the most frequent first. */
  noted: { id: string; days: number }[];
}

export interface Day extends Point {
  n: number;
}

/* A period's series; "all" begins with the first day that has an entry. */
export async function askForOwn(period: Period): Promise<Own> {
  const last = diaryDay(new Date(), me().day_starts_at);
  const length = period === "all" ? MOST_DAYS : Number(period);
  const items = await trend(shift(last, 1 - length), last, [...MEASURES]);
  const from = period === "all" ? firstWritten(items, last) : items.first;
  const effects = await trend(
    from,
    last,
    catalogue().side_effects.map(({ id }) => id),
  );
  const of = (name: Measure) =>
    (items.measures[name] ?? []).filter(({ day }) => day >= from).map(asDay);
  const measures = Object.fromEntries(MEASURES.map((name) => [name, of(name)]));
  return {
    days: (items.measures[MEASURES[0]] ?? []).map(({ day }) => day).filter((day) => day >= from),
    measures: measures as Own["measures"],
    ...sideEffects(effects),
  };
}

function trend(first: string, last: string, measures: string[]): Promise<Trend> {
  const query = { first, last, measures: measures.join(",") };
  const params = { path: { patient_id: me().id }, query };
  return ask(api.GET("/api/v1/patients/{patient_id}/trends", { params }));
}

function firstWritten(found: Trend, last: string): string {
  const days = Object.values(found.measures).map(
    (points) => points.find(({ value }) => value !== null)?.day ?? last,
  );
  return [...days, shift(last, -30)].sort()[0] ?? last;
}

type Told = Trend["measures"][string][number];

function asDay({ day, value, mean_7d, n_7d }: Told): Day {
  return { day, value, mean: mean_7d, n: n_7d };
}

function sideEffects({ measures }: Trend): Pick<Own, "strongest" | "noted"> {
  const series = Object.entries(measures);
  const length = series[0]?.[1].length ?? 0;
  const strongest = Array.from({ length }, (_, at): Day => {
    const values = series.map(([, points]) => points[at]?.value ?? null);
    const known = values.filter((value) => value !== null);
    const value = known.length ? Math.max(...known) : null;
    return { day: series[0]?.[1][at]?.day ?? "", value, mean: null, n: 0 };
  });
  const noted = series
    .map(([id, points]) => ({ id, days: points.filter(({ value }) => value).length }))
    .filter(({ days }) => days > 0)
    .sort((one, other) => other.days - one.days);
  return { strongest, noted };
}

/* The diary days on which a session was given. */
export function sessionDays(sessions: Session[]): string[] {
  const begun = sessions
    .map(({ given }) => (given as { started_at?: string } | null)?.started_at)
    .filter((at) => at !== undefined);
  return [...new Set(begun.map((at) => diaryDay(new Date(at), me().day_starts_at)))];
}

export interface Compared {
  now: { mean: number; n: number };
  before: { mean: number; n: number };
}

/* The last two weeks against the two before; null where too few days have a value. */
export function compared(days: Day[]): Compared | null {
  const now = meanOf(days.slice(-FORTNIGHT));
  const before = meanOf(days.slice(-2 * FORTNIGHT, -FORTNIGHT));
  return now && before && now.n >= ENOUGH && before.n >= ENOUGH ? { now, before } : null;
}

function meanOf(days: Day[]): { mean: number; n: number } | null {
  const known = days.map(({ value }) => value).filter((value) => value !== null);
  if (!known.length) return null;
  return { mean: known.reduce((sum, value) => sum + value, 0) / known.length, n: known.length };
}

/* Some days to name below a chart, evenly spread and not too close. */
export function named(days: string[], most: number): string[] {
  const step = Math.max(1, Math.ceil((days.length - 1) / most));
  return days.filter((_, at) => at % step === Math.floor(step / 2));
}
