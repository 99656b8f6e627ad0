/* What the diary asks of what is known of the clinic. */
import type { Due, Occurrence, Order, Session } from "../../api/schema";
import { api, ask } from "../../api/server";
import { daysBetween, diaryDay } from "../../days";
import { me } from "../../session";

const DUE_DAYS = 14;
const DAYS_AFTER_SESSION = 3;

const mine = () => ({ patient_id: me().id });

export function askForDue(): Promise<Due> {
  const params = { path: mine(), query: { days: DUE_DAYS } };
  return ask(api.GET("/api/v1/patients/{patient_id}/due", { params }));
}

/* Whether an order in force on that day allows ketamine at home. */
export function dosesAtHome(orders: Order[], day: string): boolean {
  return orders.some(
    ({ home_dosing, status, valid_from, valid_to }) =>
      home_dosing && status === "active" && valid_from <= day && day <= valid_to,
  );
}

/* Whether the day is one of those on which a session is looked back at. */
export function followsSession(sessions: Session[], day: string): boolean {
  return sessions.some(({ status, given }) => {
    const at = (given as { started_at?: string } | null)?.started_at;
    if (status !== "given" || !at) return false;
    const since = daysBetween(diaryDay(new Date(at), me().day_starts_at), day);
    return since >= 0 && since <= DAYS_AFTER_SESSION;
  });
}

/* Whether it can be answered now, even if somebody said that it won't be. */
export function isOpen({ state, opens_at, closes_at }: Occurrence, now: Date): boolean {
  const isAsked = state === "due" || state === "declined";
  return isAsked && new Date(opens_at) <= now && now < new Date(closes_at);
}
