/* Works out what a dose amounts to, and how it lies to the catalogue's limits.

   The same figures as the server's rules; the server judges, this only tells it early. Nothing
   here proposes a dose. */
import type { Session } from "../../../../api/schema";
import { daysBetween } from "../../../../days";
import { forInput } from "../../../forms/show";
import { type Limit, limitsFor, OFTEN_DAYS } from "../known";

const HOUR = 60;
const DAY_MS = 86_400_000;
/* Digits that survive floating point: a value on a limit is never beyond it. */
const DIGITS = 12;

export interface Amounts {
  drug: string;
  route: string;
  doseMg: number | null;
  weightKg: number | null;
  minutes: number | null;
  strength: { value: number; unit: string } | null;
}

export type Standing = "usual" | "low" | "high" | "beyond";

export interface Judged {
  limit: Limit;
  value: number;
  standing: Standing;
}

export interface Around {
  last: Session | null;
  next: Session | null;
  /* Sessions of the same drug and route in the 365 days before. */
  count: number;
  /* What the others of that day add up to, in mg. */
  mgOnDay: number;
}

const exact = (value: number) => Number(value.toPrecision(DIGITS));

/* Dose per kg and rates; null where something for it isn't known. */
export function workedOut({ doseMg, weightKg, minutes }: Amounts) {
  const hours = minutes ? minutes / HOUR : null;
  const perKg = doseMg && weightKg ? doseMg / weightKg : null;
  return {
    hours,
    perKg,
    perHour: doseMg && hours ? doseMg / hours : null,
    perKgPerHour: perKg && hours ? perKg / hours : null,
  };
}

/* How many mL of the product the dose is, if the strength says so. */
export function volumeMl({ doseMg, strength }: Amounts): number | null {
  if (!doseMg || !strength?.value) return null;
  if (strength.unit === "mg/mL") return doseMg / strength.value;
  return null;
}

/* Every limit of the route whose figure is known. */
export function judge(amounts: Amounts, othersMg = 0): Judged[] {
  const limits = limitsFor(amounts.route, amounts.drug);
  const dayIsKnown = othersMg > 0 || !limits.some(({ quantity }) => quantity === "dose");
  return limits.flatMap((limit) => {
    const value = figure(amounts, limit.unit, othersMg, dayIsKnown);
    return value === null ? [] : [{ limit, value, standing: standingOf(exact(value), limit) }];
  });
}

function figure(
  amounts: Amounts,
  unit: string,
  othersMg: number,
  dayIsKnown: boolean,
): number | null {
  const { hours, perKg, perHour, perKgPerHour } = workedOut(amounts);
  const { doseMg, weightKg, strength } = amounts;
  switch (unit) {
    case "mg/kg/h":
      return perKgPerHour;
    case "mg/h":
      return perHour;
    case "mg/kg":
      return perKg;
    case "mg":
      return doseMg;
    case "h":
      return hours;
    case "%":
      return strength?.unit === "%" ? strength.value : null;
    case "mg/d":
      return dayIsKnown && doseMg ? doseMg + othersMg : null;
    case "mg/kg/d":
      return perKg && weightKg
        ? perKg / Math.max(1, (hours ?? 0) / 24) + othersMg / weightKg
        : null;
    default:
      return null;
  }
}

function standingOf(value: number, { warn_below, warn_above, reject_above }: Limit): Standing {
  if (value > exact(reject_above)) return "beyond";
  if (value > exact(warn_above)) return "high";
  return value < exact(warn_below) ? "low" : "usual";
}

/* When a session began, or is to begin. */
export function startOf(session: Session): string {
  const given = session.given as { started_at?: string } | null;
  const plan = session.plan as { starts_at?: string } | null;
  return given?.started_at ?? plan?.starts_at ?? session.recorded_at;
}

/* The other sessions of the same drug and route, seen from one that starts at this moment. */
export function around(
  all: Session[],
  own: string,
  amounts: Amounts,
  at: string | null,
  statuses: string[],
): Around {
  const nothing = { last: null, next: null, count: 0, mgOnDay: 0 };
  if (!at) return nothing;
  const moment = Date.parse(at);
  const others = all.filter(
    (each) =>
      each.id !== own &&
      statuses.includes(each.status) &&
      saidOf(each).drug === amounts.drug &&
      saidOf(each).route === amounts.route,
  );
  const before = others.filter((each) => Date.parse(startOf(each)) <= moment);
  const sameDay = others.filter((each) => dayOf(startOf(each)) === dayOf(at));
  return {
    last: latest(before),
    next: latest(
      others.filter((each) => Date.parse(startOf(each)) > moment),
      -1,
    ),
    count: before.filter((each) => moment - Date.parse(startOf(each)) < OFTEN_DAYS * DAY_MS).length,
    mgOnDay: sameDay.reduce((sum, each) => sum + (saidOf(each).dose_mg ?? 0), 0),
  };
}

const dayOf = (at: string) => forInput(at).slice(0, 10);

function saidOf(session: Session): { drug?: string; route?: string; dose_mg?: number } {
  return (session.given ?? session.plan ?? {}) as Record<string, never>;
}

function latest(found: Session[], sign = 1): Session | null {
  const sorted = [...found].sort(
    (one, other) => sign * (Date.parse(startOf(other)) - Date.parse(startOf(one))),
  );
  return sorted[0] ?? null;
}

/* Days between two starts, and whether that is shorter than the order asks for. */
export function interval(earlier: string, later: string, least: number) {
  const days = (Date.parse(later) - Date.parse(earlier)) / DAY_MS;
  const calendar = daysBetween(dayOf(earlier), dayOf(later));
  return { days, isShort: days < least && (least < 1 || calendar < least) };
}
