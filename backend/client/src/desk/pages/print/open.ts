/* What the data leave open, for the next visit: facts, no advice. */

import { dayAt, length } from "../../../charts/time";
import { daysBetween, diaryDay } from "../../../days";
import { counted, t } from "../../../texts";
import { markText } from "../../marks";
import type { Course } from "../patient/course";
import { day, writing } from "../patient/figures";
import { sessionsIn } from "../patient/treatment";

/* An order that ends so soon has to be talked about. */
const SOON_DAYS = 60;

/* The questions, what is most urgent first; never empty. */
export function openQuestions(course: Course): string[] {
  const words = t().desk.print.open;
  const found = [
    ...(course.row?.marks ?? []).map(markText),
    ...aboutOrder(course),
    ...sessionsIn(course)
      .filter(({ isUnconfirmed }) => isUnconfirmed)
      .map((session) => words.unconfirmed(day(session.day))),
    ...aboutMissing(course),
    ...aboutSharing(course),
  ];
  return found.length ? found : [words.none];
}

function aboutOrder({ orders }: Course): string[] {
  const words = t().desk.print.open;
  if (!orders) return [];
  const order = orders.find(({ in_force }) => in_force);
  if (!order) return [words.noOrder];
  const today = diaryDay(new Date(), "00:00");
  return daysBetween(today, order.valid_to) <= SOON_DAYS
    ? [words.orderEnds(day(order.valid_to))]
    : [];
}

function aboutMissing({ span, begun, days }: Course): string[] {
  let missing = 0;
  for (let at = 0; at < length(span); at++) {
    const each = dayAt(span, at);
    if (begun && each >= begun && writing(days.get(each)) === "missing") missing += 1;
  }
  return missing ? [counted(missing, t().desk.print.open.missing)] : [];
}

function aboutSharing({ withheld }: Course): string[] {
  const { categories, open } = t().desk.print;
  const names = Object.entries(categories).filter(([category]) => withheld.has(category));
  return names.length ? [open.withheld(names.map(([, name]) => name).join(", "))] : [];
}
