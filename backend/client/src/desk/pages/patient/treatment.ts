/* Sessions and doses at home, laid on the days of the diary. */

import type { Dose, Session } from "../../../api/schema";
import { has, type Span } from "../../../charts/time";
import { diaryDay } from "../../../days";
import { zone } from "../../../formats";
import { t } from "../../../texts";
import type { Course } from "./course";
import { said } from "./figures";

export type State = "planned" | "given" | "cancelled";

export interface Treated {
  day: string;
  state: State;
  dose: string;
  route: string;
  painBefore: number | null;
  painAfter: number | null;
  /* A second person still has to look at it. */
  isUnconfirmed: boolean;
}

const found = new WeakMap<Course, Treated[]>();

/* The sessions of the period, oldest first. */
export function sessionsIn(course: Course): Treated[] {
  const sessions = found.get(course) ?? sessionsBetween(course, course.span);
  found.set(course, sessions);
  return sessions;
}

/* The days on which a session was given: a line in every chart. */
export function daysGiven(course: Course): string[] {
  return sessionsIn(course).flatMap(({ day, state }) => (state === "given" ? [day] : []));
}

function sessionsBetween(course: Course, span: Span): Treated[] {
  const zone = zoneOf(course);
  return (course.sessions ?? [])
    .flatMap((session) => treated(session, zone) ?? [])
    .filter(({ day }) => has(span, day))
    .sort((one, other) => one.day.localeCompare(other.day));
}

function treated(session: Session, zone: string): Treated | null {
  const { status } = session;
  if (status !== "planned" && status !== "given" && status !== "cancelled") return null;
  const facts = (status === "given" ? session.given : session.plan) as Record<string, unknown>;
  const at = facts?.started_at ?? facts?.starts_at;
  if (!at) return null;
  return {
    day: diaryDay(new Date(String(at)), "00:00", zone),
    state: status,
    dose: t().desk.patient.mg(said(Number(facts.dose_mg))),
    route: routeName(String(facts.route)),
    painBefore: numberOf(facts.pain_before),
    painAfter: numberOf(facts.pain_after),
    isUnconfirmed: session.unconfirmed,
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/* The doses at home of the period that were not struck out. */
export function dosesIn(course: Course): Dose[] {
  return (course.doses ?? []).filter(
    ({ day, status }) => status === "taken" && has(course.span, day),
  );
}

export function routeName(id: string): string {
  const names = t().desk.patient.routes as Record<string, string>;
  return names[id] ?? id;
}

/* The zone that the patient lives in, as far as the diary tells. */
function zoneOf(course: Course): string {
  let found = zone();
  for (const { time_zone } of course.days.values()) found = time_zone;
  return found;
}
