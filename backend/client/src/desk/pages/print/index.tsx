/* A report of one or two pages, black on white. */

import { useState } from "preact/hooks";
import { Stack } from "../../../charts/stack";
import { dateFormat } from "../../../formats";
import { me } from "../../../session";
import { language, t } from "../../../texts";
import { Awaited, Button, Title, useLoaded } from "../../../ui/parts";
import type { Params } from "../../pages";
import { PatientNav } from "../../patient-nav";
import { Adherence } from "../patient/adherence";
import { type Course, loadCourse, type Period } from "../patient/course";
import { Daily } from "../patient/daily";
import { day } from "../patient/figures";
import { ledgerLine } from "../patient/header";
import { PeriodChoice } from "../patient/period";
import { Scores } from "../patient/scores";
import { Sessions } from "../patient/sessions";
import { openQuestions } from "./open";
import { usePageFoot } from "./page-foot";
import { EffectTable, Orders, ScoreTable, SessionTable, Summary } from "./tables";
import "../patient/patient.css";
import "./print.css";

const USUAL: Period = { days: 180, back: 0 };

export function PrintPage({ params }: Params) {
  const id = params.id ?? "";
  const words = t().desk.print;
  const [period, setPeriod] = useState(USUAL);
  const loaded = useLoaded(
    async () => ({ course: await loadCourse(id, period) }),
    JSON.stringify(period),
  );
  return (
    <>
      <div class="report-head">
        <PatientNav id={id} />
        <Title>{words.title}</Title>
        <p class="soft">{words.hint}</p>
      </div>
      <Awaited of={loaded}>
        {({ course }) =>
          course?.row ? (
            <>
              <div class="report-choice">
                <PeriodChoice
                  period={period}
                  span={course.span}
                  begun={course.begun}
                  onPeriod={setPeriod}
                />
                <Button onClick={() => window.print()}>{words.print}</Button>
              </div>
              <Report course={course} name={course.row.name} />
            </>
          ) : (
            <p>{t().desk.patient.notThere}</p>
          )
        }
      </Awaited>
    </>
  );
}

function Report({ course, name }: { course: Course; name: string }) {
  const words = t().desk.print;
  const span = t().desk.patient.span(day(course.span.first), day(course.span.last));
  usePageFoot(`${t().common.product} · ${words.patient}: ${name} · ${span}`);
  return (
    <article class="paper report">
      <Identity course={course} name={name} />
      <Summary course={course} />
      <section>
        <h2>{words.chartsTitle}</h2>
        <Stack span={course.span} tall={0.72}>
          {(sheet) => <Charts course={course} sheet={sheet} />}
        </Stack>
      </section>
      <SessionTable course={course} />
      <section>
        <h2>{words.exposureTitle}</h2>
        <p>{ledgerLine(course)}</p>
      </section>
      <ScoreTable course={course} />
      <EffectTable course={course} />
      <Orders course={course} />
      <section>
        <h2>{words.openTitle}</h2>
        <ul class="report-open">
          {openQuestions(course).map((question) => (
            <li key={question}>{question}</li>
          ))}
        </ul>
        <p class="report-room">{words.room}</p>
      </section>
      <p class="report-foot">
        {t().common.product}. {t().common.notCleared} {t().common.notEmergency}
      </p>
    </article>
  );
}

function Charts(shared: Parameters<typeof Sessions>[0]) {
  return (
    <>
      <Sessions {...shared} />
      <Daily {...shared} measure="pain_average" behind="pain_worst" colour={1} />
      <Daily {...shared} measure="pain_interference" score="peg" colour={2} />
      <Daily {...shared} measure="mood" colour={3} />
      <Daily {...shared} measure="sleep_quality" colour={4} />
      <Scores {...shared} only={["phq9", "gad7"]} />
      <Adherence {...shared} />
    </>
  );
}

/* Whose report it is, and who holds it since when. */
function Identity({ course, name }: { course: Course; name: string }) {
  const words = t().desk.print;
  const now = dateFormat(language(), { dateStyle: "long", timeStyle: "short" });
  const last = course.row?.last_entry_on;
  const lines = [
    [words.patient, name],
    [words.period, t().desk.patient.span(day(course.span.first), day(course.span.last))],
    [words.lastEntry, last ? day(last) : words.noEntry],
    [words.printedBy, me().name],
    [words.printedAt, now.format(new Date())],
  ];
  return (
    <>
      <p class="report-warning">{t().common.notCleared}</p>
      <dl class="report-identity">
        {lines.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
