/* Who this is, how old what we know is, and what is ordered and given. */
import type { ExposureItem, Order } from "../../../api/schema";
import { daysBetween, diaryDay } from "../../../days";
import { counted, t } from "../../../texts";
import { Banner, Title } from "../../../ui/parts";
import { PatientCalls } from "../../calls/patient-calls";
import type { Listed } from "../../caseload";
import { isNew, Marks } from "../../marks";
import { PatientNav } from "../../patient-nav";
import { ReviewMark } from "../../review-mark";
import type { Course } from "./course";
import { day, named, said } from "./figures";

export function Header({ course, row }: { course: Course; row: Listed }) {
  const words = t().desk.patient;
  return (
    <header class="patient-head">
      <div class="patient-who">
        <div>
          <Title>{words.title}</Title>
          <p class="patient-name">{row.name}</p>
          <p class="patient-age">
            <Age last={row.last_entry_on} />
            {course.begun && ` · ${words.diarySince(day(course.begun))}`}
          </p>
        </div>
        <ReviewMark id={course.id} asOf={course.asOf} />
        <PatientCalls id={course.id} />
      </div>
      <PatientNav id={course.id} named={false} />
      {row.marks.length > 0 && (
        <Banner kind={urgencyOf(row)}>
          <h2>{words.marksTitle}</h2>
          <Marks marks={row.marks} />
        </Banner>
      )}
      {course.endsWithLastEntry && row.last_entry_on && (
        <Banner kind="warn">{words.seriesEnds(day(row.last_entry_on))}</Banner>
      )}
      <dl class="patient-lines">
        <div>
          <dt>{words.orderTitle}</dt>
          <dd>{orderLine(course.orders)}</dd>
        </div>
        <div>
          <dt>{words.ledgerTitle}</dt>
          <dd>{ledgerLine(course)}</dd>
        </div>
      </dl>
    </header>
  );
}

function urgencyOf({ marks }: Listed): "bad" | "warn" | "plain" {
  const news = marks.filter(isNew);
  if (!news.length) return "plain";
  return news.some(({ kind }) => kind !== "silent") ? "bad" : "warn";
}

function Age({ last }: { last: string | null }) {
  const words = t().desk.patient;
  if (!last) return <>{words.noEntry}</>;
  const ago = daysBetween(last, diaryDay(new Date(), "00:00"));
  const { today, daysAgo } = t().desk.list;
  return <>{words.lastEntry(day(last), ago <= 0 ? today : counted(ago, daysAgo))}</>;
}

/* The order in force in one line, with its stop rule. */
export function orderLine(orders: Order[] | null): string {
  const words = t().desk.patient;
  if (!orders) return words.notShared;
  const active = orders.filter(({ status }) => status === "active");
  const order = active.find(({ in_force }) => in_force);
  if (order) return orderText(order);
  const next = active.filter(({ valid_from }) => valid_from > new Date().toISOString()).at(-1);
  return next ? `${words.orderNone}. ${words.orderNext(day(next.valid_from))}` : words.orderNone;
}

export function orderText(order: Order): string {
  const words = t().desk.patient;
  const { value, unit } = order.planned_dose;
  return [
    `${named("drugs", order.drug)}, ${named("routes", order.route)}, ${said(value, 2)} ${unit}`,
    order.home_dosing && words.orderHome,
    counted(order.min_interval_days, words.orderInterval),
    words.orderUntil(day(order.valid_to)),
    order.stop_rule && words.stopRule(order.stop_rule),
  ]
    .filter(Boolean)
    .join(" · ");
}

/* Number and mg by drug and route; what isn't shared is said. */
export function ledgerLine({ exposure, withheld }: Course): string {
  const words = t().desk.patient;
  if (!exposure) return words.notShared;
  if (exposure.items.length > 0) return exposure.items.map(ledgerText).join(" | ");
  return withheld.has("substance")
    ? `${words.ledgerNone}, ${words.ledgerWithoutHome}`
    : words.ledgerNone;
}

function ledgerText(item: ExposureItem): string {
  const words = t().desk.patient;
  const figures = item.total ?? item.sessions;
  const part = (count: number, mg: number, name: string) =>
    words.ledgerPart(said(count), said(mg, 0), name);
  return [
    `${named("drugs", item.drug)}, ${named("routes", item.route)}`,
    part(figures.count_30_days, figures.mg_30_days, words.ledger.days_30),
    part(figures.count_90_days, figures.mg_90_days, words.ledger.days_90),
    part(figures.count_365_days, figures.mg_365_days, words.ledger.days_365),
    words.ledgerAll(said(figures.count_lifetime), said(figures.mg_lifetime, 0)),
    item.total === null && words.ledgerWithoutHome,
  ]
    .filter(Boolean)
    .join(" · ");
}
