/* The thinking tasks against the patient's own baseline; the digits stand for the tasks. */
import { useMemo } from "preact/hooks";
import type { TrendRun } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import { drawing, path, type Sheet } from "../../../charts/drawing";
import { labels, uprights } from "../../../charts/marks";
import { NotShared, Panel, type Rows } from "../../../charts/panel";
import { has } from "../../../charts/time";
import { t } from "../../../texts";
import type { Course } from "./course";
import { day, said } from "./figures";
import { daysGiven } from "./treatment";

const HEIGHT = 84;
const MOST_Z = 4;

interface Battery {
  tasks: { id: string; name: string }[];
  rules: { reliable_change: { decline_z: number } };
}

interface Run {
  device: string;
  run: TrendRun;
}

export function Cognition({ course, sheet }: { course: Course; sheet: Sheet }) {
  const words = t().desk.patient;
  const draw = useMemo(() => drawn(course), [course]);
  if (!course.cognition || course.cognition.withheld.length > 0) {
    return <NotShared title={words.cognitionTitle} />;
  }
  if (runsIn(course).length === 0) return null;
  return (
    <Panel
      title={words.cognitionTitle}
      summary={words.cognitionSummary}
      legend={battery().tasks.map(({ id, name }, at) => (
        <span key={id}>
          <b>{at + 1}</b> {name}
        </span>
      ))}
      sheet={sheet}
      draw={draw}
      rows={() => rowsOf(course)}
    />
  );
}

function battery(): Battery {
  return catalogue().cognitive_battery as unknown as Battery;
}

function runsIn(course: Course): Run[] {
  return (course.cognition?.items ?? [])
    .flatMap(({ device_id, runs }) => runs.map((run) => ({ device: device_id, run })))
    .filter(({ run }) => run.role !== null && has(course.span, run.day))
    .sort((one, other) => one.run.day.localeCompare(other.run.day));
}

/* How far from the baseline, in standard errors; below 0 is worse. */
export function zOf(run: TrendRun, task: string): number | null {
  const change = (run.change as Record<string, { z: number } | null>)[task];
  return change ? change.z : null;
}

function drawn(course: Course) {
  return (sheet: Sheet) => {
    const limit = battery().rules.reliable_change.decline_z;
    return drawing(sheet, {
      height: HEIGHT,
      low: -MOST_Z,
      high: MOST_Z,
      named: [-MOST_Z, 0, MOST_Z],
      marks: [
        uprights(daysGiven(course), "session-line"),
        (_, { y }, __, { width, marginLeft, marginRight }) =>
          path("limit", `M${marginLeft} ${y?.(limit)}H${width - marginRight}`),
        ...runsIn(course).flatMap(({ run }) =>
          battery().tasks.map(({ id }, at) => {
            const z = zOf(run, id);
            if (z === null) return null;
            const value = Math.min(Math.max(z, -MOST_Z), MOST_Z);
            return labels([{ day: run.day, text: String(at + 1) }], {
              value,
              room: 0,
              aside: 9 * (at - 2),
            });
          }),
        ),
      ],
    });
  };
}

function rowsOf(course: Course): Rows {
  const words = t().desk.patient;
  const roles = words.cognitionRoles as Record<string, string>;
  const { tasks } = battery();
  return {
    head: [words.columns.day, words.cognitionRun, ...tasks.map(({ name }) => name)],
    rows: runsIn(course)
      .reverse()
      .map(({ run }) => [
        day(run.day),
        roles[run.role ?? ""] ?? "",
        ...tasks.map(({ id }) => {
          const z = zOf(run, id);
          return z === null ? words.cognitionNotCompared : said(z, 1, 1);
        }),
      ]),
  };
}
