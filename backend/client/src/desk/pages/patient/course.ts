/* Everything that one page shows of one patient, asked for at once. */
import type {
  CognitionTrend,
  DayDocument,
  Dose,
  Exposure,
  Order,
  Point,
  Response,
  Session,
} from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { length, type Span } from "../../../charts/time";
import { daysBetween, diaryDay, shift } from "../../../days";
import { allPages, ifShared } from "../../all-pages";
import { type Listed, listedAt, patient } from "../../caseload";

/* What is drawn day by day, in this order. */
export const MEASURES = [
  "pain_average",
  "pain_worst",
  "pain_interference",
  "mood",
  "anxiety",
  "sleep_quality",
] as const;
export type Measure = (typeof MEASURES)[number];

/* The server's longest period. */
const MOST_DAYS = 3_700;
const DAYS_A_PAGE = 200;
/* After so long without an entry, the charts end with the last one and say so. */
const STALE_DAYS = 30;

/* So many days, or all; `back` periods before the latest one. */
export interface Period {
  days: number | "all";
  back: number;
}

export interface Course {
  id: string;
  row: Listed | null;
  /* The row's moment by the server's clock; all the rest is newer. */
  asOf: string;
  span: Span;
  /* The day of the first entry ever. */
  begun: string | null;
  endsWithLastEntry: boolean;
  points: Partial<Record<Measure, Point[]>>;
  days: Map<string, DayDocument>;
  responses: Response[];
  sessions: Session[] | null;
  doses: Dose[] | null;
  orders: Order[] | null;
  exposure: Exposure | null;
  cognition: CognitionTrend | null;
  /* What isn't shared: categories, and measures of the diary. */
  withheld: Set<string>;
}

/* What the page shows, or null if this person doesn't share with the reader. */
export async function loadCourse(id: string, period: Period): Promise<Course | null> {
  const path = { patient_id: id };
  const row = await patient(id);
  if (!row) return null;
  const asOf = listedAt();
  // Asked for first: a long period can't be asked for before it is known where it begins.
  const first = firstDay(id);
  const whole = wholeCourse(id);
  // What fails early is told below, where it is awaited.
  whole.catch(() => undefined);
  const begun = period.days === "all" ? await first : null;
  const { span, endsWithLastEntry } = spanOf(period, begun, row.last_entry_on);
  const query = { ...span, measures: MEASURES.join(",") };
  const [trend, days, rest, begunOn] = await Promise.all([
    ask(api.GET("/api/v1/patients/{patient_id}/trends", { params: { path, query } })),
    daysOf(id, span),
    whole,
    first,
  ]);
  const withheld = new Set([...trend.withheld, ...days.withheld, ...rest.withheld]);
  return {
    id,
    row,
    asOf,
    span,
    begun: begunOn,
    endsWithLastEntry,
    points: trend.measures as Course["points"],
    days: new Map(days.items.map((each) => [each.day, each])),
    withheld,
    ...rest.lists,
  };
}

async function wholeCourse(id: string) {
  const path = { patient_id: id };
  const page = (cursor: { cursor?: string }) => ({ path, query: { limit: 200, ...cursor } });
  const withheld: string[] = [];
  const [responses, sessions, doses, orders, exposure, cognition] = await Promise.all([
    allPages<Response>(async (cursor) => {
      const found = await ask(
        api.GET("/api/v1/patients/{patient_id}/instruments", { params: page(cursor) }),
      );
      withheld.push(...found.withheld);
      return found;
    }),
    ifShared(
      allPages<Session>((cursor) =>
        ask(api.GET("/api/v1/patients/{patient_id}/sessions", { params: page(cursor) })),
      ),
    ),
    ifShared(
      allPages<Dose>((cursor) =>
        ask(api.GET("/api/v1/patients/{patient_id}/doses", { params: page(cursor) })),
      ),
    ),
    ifShared(
      allPages<Order>((cursor) =>
        ask(api.GET("/api/v1/patients/{patient_id}/orders", { params: page(cursor) })),
      ),
    ),
    ifShared(ask(api.GET("/api/v1/patients/{patient_id}/exposure", { params: { path } }))),
    ifShared(ask(api.GET("/api/v1/patients/{patient_id}/cognition/trend", { params: { path } }))),
  ]);
  const final = responses.filter(({ status }) => status === "final");
  const lists = { responses: final, sessions, doses, orders, exposure, cognition };
  return { lists, withheld: [...withheld, ...(cognition?.withheld ?? [])] };
}

/* First days that are known; one that is written later for an earlier day is found next time. */
const begins = new Map<string, string>();

async function firstDay(id: string): Promise<string | null> {
  const known = begins.get(id);
  return known ?? (await firstDayAsked(id));
}

async function firstDayAsked(id: string): Promise<string | null> {
  const params = { path: { patient_id: id }, query: { limit: 1 } };
  const found = await ask(api.GET("/api/v1/patients/{patient_id}/diary/days", { params }));
  const begun = found.items[0]?.day ?? null;
  if (begun) begins.set(id, begun);
  return begun;
}

/* Which days are shown: up to today, or to the last entry if that is long ago. */
function spanOf(period: Period, begun: string | null, lastEntry: string | null) {
  const today = diaryDay(new Date(), "00:00");
  const endsWithLastEntry = lastEntry !== null && daysBetween(lastEntry, today) > STALE_DAYS;
  // Where it is tomorrow already, the patient's day is ahead of this clock.
  const end = endsWithLastEntry ? lastEntry : later(today, lastEntry ?? today);
  if (period.days === "all") {
    const from = begun && begun < end ? begun : shift(end, -29);
    const earliest = shift(end, 1 - MOST_DAYS);
    return { span: { first: later(from, earliest), last: end }, endsWithLastEntry };
  }
  const last = shift(end, -period.back * period.days);
  return { span: { first: shift(last, 1 - period.days), last }, endsWithLastEntry };
}

function earlier(one: string, other: string): string {
  return [one, other].sort()[0] as string;
}

function later(one: string, other: string): string {
  return [one, other].sort()[1] as string;
}

/* The days of the period; long periods are asked for in parts, all at once. */
async function daysOf(id: string, span: Span) {
  const parts = Array.from({ length: Math.ceil(length(span) / DAYS_A_PAGE) }, (_, part) => {
    const first = shift(span.first, part * DAYS_A_PAGE);
    const end = shift(first, DAYS_A_PAGE - 1);
    return { first, last: earlier(end, span.last), limit: DAYS_A_PAGE };
  });
  const pages = await Promise.all(
    parts.map((query) =>
      ask(
        api.GET("/api/v1/patients/{patient_id}/diary/days", {
          params: { path: { patient_id: id }, query },
        }),
      ),
    ),
  );
  const items: DayDocument[] = pages.flatMap((page) => page.items);
  return { items, withheld: pages.flatMap((page) => page.withheld ?? []) };
}
