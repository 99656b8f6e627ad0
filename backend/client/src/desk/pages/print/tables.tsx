/* The report's tables. */
import { catalogue, scale } from "../../../catalogue/catalogue";
import { length } from "../../../charts/time";
import { t } from "../../../texts";
import { effectText } from "../../marks";
import { type Course, MEASURES, type Measure } from "../patient/course";
import { daysAsked, effectsOf } from "../patient/effects";
import { day, meanOf, said, valuesOf } from "../patient/figures";
import { orderText } from "../patient/header";
import { type Score, scoresOf, shortName } from "../patient/scores";
import { sessionsIn } from "../patient/treatment";

const WEEKS = 28;
/* Below so many days a mean says little; as on the patient list. */
const LEAST_DAYS = 4;

interface TableProps {
  title: string;
  note?: string;
  head: string[];
  rows: string[][];
  none: string;
}

function Table({ title, note, head, rows, none }: TableProps) {
  return (
    <section>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p>{none}</p>
      ) : (
        <table>
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join("|")}>
                <th scope="row">{row[0]}</th>
                {row.slice(1).map((cell, at) => (
                  <td key={head[at + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {note && <p class="report-note">{note}</p>}
    </section>
  );
}

export function Summary({ course }: { course: Course }) {
  const words = t().desk.print;
  const { columns } = words;
  const isLong = length(course.span) >= 2 * WEEKS;
  const rows = MEASURES.flatMap((measure) => summaryRow(course, measure) ?? []);
  return (
    <Table
      title={words.summaryTitle}
      note={words.summaryNote}
      head={[columns.measure, columns.first, columns.last, columns.change]}
      rows={isLong ? rows : []}
      none={words.periodsOverlap}
    />
  );
}

function summaryRow(course: Course, measure: Measure): string[][] | null {
  const words = t().desk.print;
  const points = course.points[measure];
  const item = catalogue().diary.items.find(({ id }) => id === measure);
  if (!points || !item) return null;
  const name = `${t().desk.patient.measures[measure]}, ${words.better[scale(item).better ?? "low"]}`;
  const first = meanOf(valuesOf(points.slice(0, WEEKS)));
  const last = meanOf(valuesOf(points.slice(-WEEKS)));
  const change =
    first.mean === null || last.mean === null || Math.min(first.n, last.n) < LEAST_DAYS
      ? "–"
      : signed(last.mean - first.mean);
  return [[name, told(first), told(last), change]];
}

function told({ mean, n }: { mean: number | null; n: number }): string {
  const words = t().desk.print;
  return mean === null || n < LEAST_DAYS
    ? words.tooFew(said(n))
    : words.meanWithN(said(mean, 1, 1), said(n));
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${said(value, 1, 1)}`;
}

export function SessionTable({ course }: { course: Course }) {
  const words = t().desk.print;
  const { columns } = words;
  return (
    <Table
      title={words.sessionsTitle}
      head={[
        columns.day,
        columns.state,
        columns.dose,
        columns.route,
        columns.painBefore,
        columns.painAfter,
      ]}
      rows={sessionsIn(course).map(({ day: on, state, dose, route, painBefore, painAfter }) => [
        day(on),
        t().desk.patient.sessionStates[state],
        dose,
        route,
        painBefore === null ? "–" : said(painBefore),
        painAfter === null ? "–" : said(painAfter),
      ])}
      none={course.sessions ? words.noSessions : t().desk.patient.notShared}
    />
  );
}

export function ScoreTable({ course }: { course: Course }) {
  const words = t().desk.print;
  const { columns } = words;
  const rows = catalogue().instruments.flatMap((instrument) => {
    const scores = scoresOf(course, instrument.id);
    const [first, last] = [scores[0], scores.at(-1)];
    if (!first || !last) return [];
    return [[shortName(instrument), scoreText(first), scoreText(last), said(scores.length)]];
  });
  return (
    <Table
      title={words.scoresTitle}
      head={[columns.questionnaire, columns.firstScore, columns.lastScore, columns.n]}
      rows={rows}
      none={words.noScores}
    />
  );
}

function scoreText({ score, band, day: on }: Score): string {
  const label = band ? t().desk.patient.scoreBand(band.split(" (")[0] ?? band) : "";
  return t().desk.print.scoreOn(said(score), label, day(on));
}

export function EffectTable({ course }: { course: Course }) {
  const words = t().desk.print;
  const { columns } = words;
  const isShared = !course.withheld.has("side_effects");
  const asked = words.asked(said(daysAsked(course).length), said(length(course.span)));
  return (
    <Table
      title={words.effectsTitle}
      {...(isShared ? { note: asked } : {})}
      head={[columns.effect, columns.days, columns.worst, columns.lastOn]}
      rows={effectsOf(course).map(({ id, n, worst, last }) => [
        effectText(id),
        said(n),
        t().desk.patient.severity[worst] ?? "",
        day(last),
      ])}
      none={isShared ? words.noEffects : t().desk.patient.notShared}
    />
  );
}

export function Orders({ course }: { course: Course }) {
  const words = t().desk.print;
  const { first, last } = course.span;
  const orders = (course.orders ?? []).filter(
    ({ status, valid_from, valid_to }) =>
      status !== "entered_in_error" && valid_from <= last && valid_to >= first,
  );
  return (
    <section>
      <h2>{words.ordersTitle}</h2>
      {orders.length === 0 && <p>{course.orders ? words.noOrders : t().desk.patient.notShared}</p>}
      <ul>
        {orders.map((order) => (
          <li key={order.id}>
            {words.from(day(order.valid_from))}: {orderText(order)}
          </li>
        ))}
      </ul>
    </section>
  );
}
