/* One patient: how it goes, on one time axis. */
import { useSignal } from "@preact/signals";
import { useCallback, useMemo, useState } from "preact/hooks";
import type { Sheet } from "../../../charts/drawing";
import { Key } from "../../../charts/panel";
import { Stack } from "../../../charts/stack";
import { dayAt, length } from "../../../charts/time";
import { t } from "../../../texts";
import { Awaited } from "../../../ui/parts";
import { callFirst } from "../../caseload";
import { NotShared } from "../../of-patient";
import type { Params } from "../../pages";
import { returns, useWatched } from "../../watch";
import { Adherence } from "./adherence";
import { Cognition } from "./cognition";
import { type Course, loadCourse, type Period } from "./course";
import { Daily } from "./daily";
import { DayList } from "./day-list";
import { Effects } from "./effects";
import { day, dayWithWeekday } from "./figures";
import { Header } from "./header";
import { PeriodChoice } from "./period";
import { Readout } from "./readout";
import { Scores } from "./scores";
import { Sessions } from "./sessions";
import "./patient.css";

const USUAL: Period = { days: 90, back: 0 };

/* The period that was looked at last; it stays the same from patient to patient. */
let before = USUAL;

export function PatientPage({ params }: Params) {
  const id = params.id ?? "";
  const words = t().desk.patient;
  const [period, setPeriod] = useState<Period>({ ...before, back: 0 });
  const row = callFirst.value?.find(({ patient_id }) => patient_id === id);
  const loaded = useWatched(
    async () => ({ course: await loadCourse(id, period) }),
    JSON.stringify(period),
    callFirst.value && JSON.stringify([row, returns.value]),
  );
  before = period;
  return (
    <Awaited of={loaded}>
      {({ course }) =>
        course?.row ? (
          <>
            <Header course={course} row={course.row} />
            <section aria-labelledby="course">
              <div class="course-head">
                <h2 id="course">{words.chartsTitle}</h2>
                <PeriodChoice
                  period={period}
                  span={course.span}
                  begun={course.begun}
                  onPeriod={setPeriod}
                />
              </div>
              <Charts course={course} />
            </section>
            <DayList key={course.span.first} course={course} />
          </>
        ) : (
          <NotShared />
        )
      }
    </Awaited>
  );
}

function Charts({ course }: { course: Course }) {
  const words = t().desk.patient;
  const cursor = useSignal(lastWritten(course));
  const [isKeyed, setKeyed] = useState(false);
  const panels = useCallback((sheet: Sheet) => <Panels course={course} sheet={sheet} />, [course]);
  // Another period begins at its own end; news of the same one leave the cursor where it is.
  useMemo(() => {
    cursor.value = lastWritten(course);
  }, [course.span.first, course.span.last]);
  return (
    <>
      <p class="soft course-hint">{words.cursorHint}</p>
      <div class="course-sub">
        <p class="period-span" role="status">
          {words.span(day(course.span.first), day(course.span.last))}
        </p>
        <p class="stack-legend">
          <span class="visually-hidden">{words.legend}: </span>
          <Key look="dot">{words.average}</Key>
          <Key look="ring">{words.late}</Key>
          <Key look="stroke">{words.mean7}</Key>
          <Key look="upright">{words.sessionLine}</Key>
        </p>
      </div>
      <div
        class="course"
        onFocusIn={(event) => setKeyed((event.target as Element).role === "slider")}
        onFocusOut={() => setKeyed(false)}
      >
        <Stack
          span={course.span}
          cursor={{ at: cursor, label: words.cursor, said: dayWithWeekday }}
        >
          {panels}
        </Stack>
        <Readout course={course} cursor={cursor} isSpoken={isKeyed} />
      </div>
    </>
  );
}

/* The last day of the period that was written, or else its end. */
function lastWritten({ span, days }: Course): number {
  const last = length(span) - 1;
  for (let at = last; at >= 0; at--) if (days.has(dayAt(span, at))) return at;
  return last;
}

export function Panels({ course, sheet }: { course: Course; sheet: Sheet }) {
  const shared = { course, sheet };
  return (
    <>
      <Sessions {...shared} />
      <Daily {...shared} measure="pain_average" behind="pain_worst" colour={1} />
      <Daily {...shared} measure="pain_interference" score="peg" colour={2} />
      <Daily {...shared} measure="mood" colour={3} />
      <Daily {...shared} measure="anxiety" colour={3} />
      <Daily {...shared} measure="sleep_quality" colour={4} />
      <Effects {...shared} />
      <Scores {...shared} />
      <Cognition {...shared} />
      <Adherence {...shared} />
    </>
  );
}
