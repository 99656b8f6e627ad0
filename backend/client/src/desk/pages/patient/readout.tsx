/* Everything that is known of the day under the cursor. */
import { type Signal, useSignalEffect } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import type { DayDocument, Point, Response } from "../../../api/schema";
import { catalogue, scale } from "../../../catalogue/catalogue";
import { dayAt, length } from "../../../charts/time";
import { t } from "../../../texts";
import { effectText } from "../../marks";
import { type Course, MEASURES } from "./course";
import { dayWithWeekday, said, writing } from "./figures";
import { shortName } from "./scores";
import { dosesIn, routeName, sessionsIn } from "./treatment";

interface Props {
  course: Course;
  cursor: Signal<number>;
  /* Whether changes are read aloud: when the keys move the cursor, not for each move of a mouse. */
  isSpoken: boolean;
}

export function Readout({ course, cursor, isSpoken }: Props) {
  const [at, setAt] = useState(cursor.value);
  useSignalEffect(() => setAt(cursor.value));
  const day = dayAt(course.span, Math.min(at, length(course.span) - 1));
  const document = course.days.get(day);
  return (
    <aside
      class="readout"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus no key could scroll it
      tabIndex={0}
      aria-live={isSpoken ? "polite" : "off"}
      aria-label={t().desk.patient.readoutTitle}
    >
      <h2>{dayWithWeekday(day)}</h2>
      <Written document={document} isBegun={course.begun !== null && day >= course.begun} />
      <Treatment course={course} day={day} />
      <Values course={course} index={at} document={document} />
      <Effects document={document} />
      <Answered course={course} day={day} />
      {document?.note && (
        <>
          <h3>{t().desk.patient.note}</h3>
          <p class="readout-note">{document.note}</p>
        </>
      )}
    </aside>
  );
}

function Written({ document, isBegun }: { document: DayDocument | undefined; isBegun: boolean }) {
  const words = t().desk.patient;
  const reasons = words.missingReasons as Record<string, string>;
  const became = writing(document);
  if (became === "onTime" || !isBegun) return null;
  const reason = document?.missing_reason ?? "";
  const told = {
    late: words.writtenLate,
    reason: words.missingBecause(reasons[reason] ?? reason),
    missing: words.nothingWritten,
  }[became];
  return <p class="soft">{told}</p>;
}

function Treatment({ course, day }: { course: Course; day: string }) {
  const words = t().desk.patient;
  const sessions = useMemo(() => sessionsIn(course), [course]).filter((each) => each.day === day);
  const doses = useMemo(() => dosesIn(course), [course]).filter((each) => each.day === day);
  if (sessions.length + doses.length === 0) return null;
  return (
    <ul class="readout-treatment">
      {sessions.map(({ dose, route, state }) => (
        <li key={`${dose} ${state}`}>{words.sessionOn(dose, route, words.sessionStates[state])}</li>
      ))}
      {doses.map(({ id, dose_mg, route }) => (
        <li key={id}>
          {words.sessionOn(words.mg(said(dose_mg)), routeName(route), words.homeDose)}
        </li>
      ))}
    </ul>
  );
}

interface ValuesProps {
  course: Course;
  index: number;
  document: DayDocument | undefined;
}

function Values({ course, index, document }: ValuesProps) {
  const words = t().desk.patient;
  const drawn = MEASURES.flatMap((measure) => {
    const point = course.points[measure]?.[index];
    return point ? [{ name: words.measures[measure], point }] : [];
  }).filter(({ point }) => point.value !== null || point.mean_7d !== null);
  const others = catalogue().diary.items.filter(({ id }) => {
    const value = document?.answers[id];
    return !(MEASURES as readonly string[]).includes(id) && typeof value === "number";
  });
  if (drawn.length + others.length === 0) return null;
  return (
    <dl class="readout-values">
      {drawn.map(({ name, point }) => (
        <Value key={name} name={name} point={point} />
      ))}
      {others.map((item) => (
        <div key={item.id}>
          <dt>{(words.measures as Record<string, string>)[item.id] ?? item.text}</dt>
          <dd>{answer(item.id, document?.answers[item.id] as number)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ name, point }: { name: string; point: Point }) {
  const words = t().desk.patient;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b class="readout-value">{point.value === null ? "–" : said(point.value)}</b>{" "}
        {point.mean_7d !== null && (
          <span class="soft">{words.meanOf(said(point.mean_7d, 1, 1), said(point.n_7d))}</span>
        )}
      </dd>
    </div>
  );
}

/* An answer in the words of its scale, or its number. */
function answer(id: string, value: number): string {
  const item = catalogue().diary.items.find((each) => each.id === id);
  const options = item ? scale(item).options : undefined;
  return options?.find((option) => option.value === value)?.label ?? said(value);
}

function Effects({ document }: { document: DayDocument | undefined }) {
  const words = t().desk.patient;
  const reported = Object.entries(document?.side_effects ?? {})
    .filter(([, severity]) => severity > 0)
    .sort(([, one], [, other]) => other - one);
  if (reported.length === 0) return null;
  return (
    <>
      <h3>{words.effectsTitle}</h3>
      <ul>
        {reported.map(([id, severity]) => (
          <li key={id}>
            <b>{severity}</b> <span class="soft">{words.severity[severity]}</span> {effectText(id)}
            {id === "other" && document?.other_text ? `: ${document.other_text}` : ""}
          </li>
        ))}
      </ul>
    </>
  );
}

function Answered({ course, day }: { course: Course; day: string }) {
  const words = t().desk.patient;
  const found = course.responses.filter((each) => each.day === day);
  if (found.length === 0) return null;
  return (
    <ul class="readout-scores">
      {found.map((each) => (
        <li key={each.id}>{words.scoreOn(instrumentName(each), scoreText(each))}</li>
      ))}
    </ul>
  );
}

function instrumentName({ instrument }: Response): string {
  const found = catalogue().instruments.find(({ id }) => id === instrument);
  return found ? shortName(found) : instrument;
}

function scoreText({ score, band, safety }: Response): string {
  const words = t().desk.patient;
  const told = score === null ? words.noScore : said(score);
  const range = score !== null && band ? words.scoreBand(band) : "";
  return `${told}${range}${safety.length > 0 ? `, ${words.safetyAnswer}` : ""}`;
}
