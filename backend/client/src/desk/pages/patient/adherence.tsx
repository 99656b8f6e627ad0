/* Which days were written, when, and what is known of those that were not. */
import { useMemo } from "preact/hooks";
import { dayWidth, drawing, type Sheet } from "../../../charts/drawing";
import { bars } from "../../../charts/marks";
import { Key, Panel, type Rows } from "../../../charts/panel";
import { dayAt, length } from "../../../charts/time";
import { t } from "../../../texts";
import type { Course } from "./course";
import { day, said, type Writing, writing } from "./figures";

const HEIGHT = 22;

export function Adherence({ course, sheet }: { course: Course; sheet: Sheet }) {
  const words = t().desk.patient;
  const days = useMemo(() => daysBy(course), [course]);
  const draw = useMemo(() => drawn(days), [days]);
  const all = Object.values(days).reduce((sum, some) => sum + some.length, 0);
  return (
    <Panel
      title={words.adherenceTitle}
      summary={words.adherenceSummary(said(days.onTime.length), said(all))}
      legend={
        <>
          <Key look="series-1">{words.writing.onTime}</Key>
          <Key look="mid series-2">{words.writing.late}</Key>
          <Key look="low reason">{words.writing.reason}</Key>
          <Key look="stroke missing">{words.writing.missing}</Key>
        </>
      }
      sheet={sheet}
      draw={draw}
      rows={() => rowsOf(course)}
    />
  );
}

/* The days since the first entry, by what became of them. */
function daysBy(course: Course): Record<Writing, string[]> {
  const found: Record<Writing, string[]> = { onTime: [], late: [], reason: [], missing: [] };
  for (const each of daysOf(course)) found[writing(course.days.get(each))].push(each);
  return found;
}

function daysOf({ span, begun }: Course): string[] {
  const all = Array.from({ length: length(span) }, (_, at) => dayAt(span, at));
  return all.filter((each) => begun !== null && each >= begun);
}

function drawn(days: Record<Writing, string[]>) {
  return (sheet: Sheet) => {
    const wide = dayWidth(sheet);
    return drawing(sheet, {
      height: HEIGHT,
      low: 0,
      high: 1,
      named: [],
      isDated: true,
      marks: [
        bars(days.onTime, { base: 0, tall: 1, wide, look: "written" }),
        bars(days.late, { base: 0, tall: 0.6, wide, look: "written-late" }),
        bars(days.reason, { base: 0, tall: 0.3, wide, look: "reason" }),
        bars(days.missing, { base: 0, tall: 0.1, wide, look: "missing" }),
      ],
    });
  };
}

function rowsOf(course: Course): Rows {
  const words = t().desk.patient;
  const reasons = words.missingReasons as Record<string, string>;
  return {
    head: [words.columns.day, words.columns.status],
    rows: daysOf(course)
      .reverse()
      .map((each) => {
        const document = course.days.get(each);
        const reason = document?.missing_reason;
        const told = words.writing[writing(document)];
        return [day(each), reason ? `${told}: ${reasons[reason] ?? reason}` : told];
      }),
  };
}
