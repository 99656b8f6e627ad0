/* What was answered day by day: dots, their 7-day mean, and nothing where nothing was written. */
import { useMemo } from "preact/hooks";
import type { Point } from "../../../api/schema";
import { catalogue, scale } from "../../../catalogue/catalogue";
import { dayWidth, drawing, type Sheet } from "../../../charts/drawing";
import { diamonds, dots, ending, line, rings, uprights } from "../../../charts/marks";
import { Key, NotShared, Panel, type Rows } from "../../../charts/panel";
import { length } from "../../../charts/time";
import { t } from "../../../texts";
import type { Course, Measure } from "./course";
import { day, meanOf, meansOf, said, valuesOf } from "./figures";
import { scoresOf } from "./scores";
import { daysGiven } from "./treatment";

const TALL = 128;
const LOW = 66;

interface Props {
  course: Course;
  sheet: Sheet;
  measure: Measure;
  /* Drawn faintly behind. */
  behind?: Measure;
  /* A questionnaire whose score has the same scale. */
  score?: string;
  colour: 1 | 2 | 3 | 4;
}

export function Daily(props: Props) {
  const { course, sheet, measure, behind, score, colour } = props;
  const words = t().desk.patient;
  const points = course.points[measure];
  const draw = useMemo(() => drawn(props), [course]);
  if (!points) return <NotShared title={words.measures[measure]} />;
  return (
    <Panel
      title={words.measures[measure]}
      summary={`${summary(points, course)}.`}
      scale={`${endsOf(measure)}.`}
      legend={
        <>
          {behind && <Key look={`dot faint series-${colour}`}>{words.worst}</Key>}
          {score && scoresOf(course, score).length > 0 && (
            <Key look={`diamond open series-${colour}`}>{words.pegScore}</Key>
          )}
        </>
      }
      sheet={sheet}
      draw={draw}
      rows={() => rowsOf(points, behind ? course.points[behind] : undefined)}
    />
  );
}

function drawn({ course, measure, behind, score, colour }: Props) {
  return (sheet: Sheet) => {
    const points = course.points[measure] ?? [];
    const dot = dayWidth(sheet) < 5 ? "dot small" : "dot";
    const look = `${dot} series-${colour}`;
    const scores = score ? scoresOf(course, score) : [];
    return drawing(sheet, {
      height: behind ? TALL : LOW,
      low: 0,
      high: 10,
      named: [0, 5, 10],
      marks: [
        uprights(daysGiven(course), "session-line"),
        behind ? dots(valuesOf(course.points[behind] ?? []), `${look} faint`) : null,
        dots(valuesOf(points.filter(({ late }) => !late)), look),
        rings(valuesOf(points.filter(({ late }) => late)), `late series-${colour}`),
        line(meansOf(points), `var(--series-${colour})`),
        ending(meansOf(points), (mean) => t().desk.patient.meanNow(said(mean, 1, 1)), sheet),
        score
          ? diamonds(
              scores.map((each) => ({ day: each.day, value: each.score })),
              `score series-${colour}`,
            )
          : null,
      ],
    });
  };
}

function summary(points: Point[], course: Course): string {
  const words = t().desk.patient;
  const all = said(length(course.span));
  const { mean, n } = meanOf(valuesOf(points));
  return mean === null ? words.summaryNone(all) : words.summary(said(mean, 1, 1), said(n), all);
}

/* What 0 and 10 mean, in the catalogue's words. */
function endsOf(measure: Measure): string {
  const item = catalogue().diary.items.find(({ id }) => id === measure);
  if (!item) return "";
  const { low, high } = { ...scale(item), ...item };
  return t().desk.patient.ends(lower(low), lower(high));
}

function lower(words = ""): string {
  return words.charAt(0).toLocaleLowerCase() + words.slice(1);
}

function rowsOf(points: Point[], behind: Point[] | undefined): Rows {
  const words = t().desk.patient;
  const { columns } = words;
  const rows = points.map((point, at) => [
    day(point.day),
    point.value === null ? "–" : said(point.value),
    ...(behind ? [behind[at]?.value === null ? "–" : said(behind[at]?.value ?? 0)] : []),
    point.mean_7d === null ? "–" : said(point.mean_7d, 2, 2),
    said(point.n_7d),
    point.late ? words.writing.late : words.writing.onTime,
  ]);
  const worst = behind ? [columns.worst] : [];
  const head = [columns.day, columns.value, ...worst, columns.mean, columns.n, columns.status];
  return { head, rows: rows.filter((row) => row[1] !== "–").reverse() };
}
