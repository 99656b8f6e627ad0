/* Side effects of the period, one row each; the taller and darker, the stronger. */
import { useMemo } from "preact/hooks";
import { dayWidth, drawing, group, left, type Sheet, text } from "../../../charts/drawing";
import { bars, uprights } from "../../../charts/marks";
import { Key, NotShared, Panel, type Rows } from "../../../charts/panel";
import { length } from "../../../charts/time";
import { counted, t } from "../../../texts";
import { effectText } from "../../marks";
import type { Course } from "./course";
import { day, said } from "./figures";
import { daysGiven } from "./treatment";

const ROW = 31;
/* Parts of a row: its name above, the bars below. */
const BAR = 0.42;
/* About how wide a letter is. */
const LETTER_PX = 6.6;
const SEVERITIES = [1, 2, 3] as const;

export interface Effect {
  id: string;
  /* The days by severity, 1 to 3. */
  days: Record<1 | 2 | 3, string[]>;
  n: number;
  worst: number;
  last: string;
}

/* What was reported, most often first. */
export function effectsOf(course: Course): Effect[] {
  const found = new Map<string, Effect>();
  for (const [day, { side_effects }] of course.days) {
    for (const [id, severity] of Object.entries(side_effects ?? {})) {
      if (severity !== 1 && severity !== 2 && severity !== 3) continue;
      const effect = found.get(id) ?? {
        id,
        days: { 1: [], 2: [], 3: [] },
        n: 0,
        worst: 0,
        last: day,
      };
      effect.days[severity].push(day);
      effect.n += 1;
      effect.worst = Math.max(effect.worst, severity);
      if (day > effect.last) effect.last = day;
      found.set(id, effect);
    }
  }
  return [...found.values()].sort((one, other) => other.n - one.n || other.worst - one.worst);
}

/* The days on which the list of side effects was gone through. */
export function daysAsked(course: Course): string[] {
  return [...course.days.values()]
    .filter(({ answers, side_effects }) => {
      const any = answers.side_effects_any;
      return (any !== null && any !== undefined) || Object.keys(side_effects ?? {}).length > 0;
    })
    .map(({ day }) => day);
}

export function Effects({ course, sheet }: { course: Course; sheet: Sheet }) {
  const words = t().desk.patient;
  const effects = useMemo(() => effectsOf(course), [course]);
  const asked = useMemo(() => daysAsked(course), [course]);
  const draw = useMemo(() => drawn(course, effects, asked), [course]);
  if (course.withheld.has("side_effects")) return <NotShared title={words.effectsTitle} />;
  const kinds = effects.length ? counted(effects.length, words.effectsSummary) : words.noEffects;
  const when = words.effectsAsked(said(asked.length), said(length(course.span)));
  return (
    <Panel
      title={words.effectsTitle}
      summary={`${kinds}, ${when}`}
      legend={
        <>
          <Key look="low heat-1">{words.severity[1]}</Key>
          <Key look="mid series-2">{words.severity[2]}</Key>
          <Key look="heat-3">{words.severity[3]}</Key>
          <Key look="low missing">{words.asked}</Key>
        </>
      }
      sheet={sheet}
      draw={draw}
      rows={() => rowsOf(effects)}
    />
  );
}

function drawn(course: Course, effects: Effect[], asked: string[]) {
  return (sheet: Sheet) => {
    const rows = Math.max(effects.length, 1);
    const wide = dayWidth(sheet);
    const bar = (days: string[], at: number, tall: number, look: string) =>
      bars(days, { base: rows - 1 - at, tall, wide, look });
    return drawing(sheet, {
      height: rows * ROW,
      low: 0,
      high: rows,
      named: [],
      marks: [
        uprights(daysGiven(course), "session-line"),
        ...(effects.length ? effects : [null]).map((_, at) => bar(asked, at, 0.05, "heat-0")),
        ...effects.flatMap(({ days }, at) =>
          SEVERITIES.map((each) => bar(days[each], at, (BAR * each) / 3, `heat-${each}`)),
        ),
        names(effects, rows, Math.floor((sheet.width - left(sheet)) / (LETTER_PX * sheet.size))),
      ],
    });
  };
}

/* The names above the bars, cut where a narrow page has no room; table and read-out have all. */
function names(effects: Effect[], rows: number, letters: number) {
  return (
    _: unknown,
    { y }: { y?: (value: number) => number },
    __: unknown,
    { marginLeft }: { marginLeft: number },
  ) =>
    group(
      "chart-names on-card",
      effects.map(({ id }, at) =>
        text(marginLeft, y?.(rows - 1 - at + 0.72) ?? 0, cut(effectText(id), letters), "start"),
      ),
    );
}

function cut(words: string, letters: number): string {
  return words.length <= letters ? words : `${words.slice(0, letters - 1).trimEnd()}…`;
}

function rowsOf(effects: Effect[]): Rows {
  const words = t().desk.patient;
  const { columns } = words;
  return {
    head: [columns.effect, columns.days, columns.worstSeverity, columns.lastOn],
    rows: effects.map(({ id, n, worst, last }) => [
      effectText(id),
      said(n),
      `${worst}, ${words.severity[worst]}`,
      day(last),
    ]),
  };
}
