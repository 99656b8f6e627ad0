/* Scores of questionnaires in their published ranges, one drawing for each questionnaire. */
import { useMemo } from "preact/hooks";
import { type Band, catalogue, type Instrument } from "../../../catalogue/catalogue";
import { drawing, type Sheet } from "../../../charts/drawing";
import { dots, labels, line, rings, type Stripe, stripes, uprights } from "../../../charts/marks";
import { Key, NotShared, Panel, type Rows } from "../../../charts/panel";
import { has } from "../../../charts/time";
import { t } from "../../../texts";
import type { Course } from "./course";
import { day, said } from "./figures";
import { daysGiven } from "./treatment";

const LEAST = 48;
const BAND = 19;
const MOST_LABELS = 14;
const LABEL_PX = 7;

export interface Score {
  day: string;
  score: number;
  band: string | null;
  prorated: boolean;
  /* An answer in it needs a call. */
  isSafety: boolean;
}

/* The scores of one questionnaire in the period, oldest first. */
export function scoresOf(course: Course, instrument: string): Score[] {
  return course.responses
    .filter((each) => each.instrument === instrument && has(course.span, each.day))
    .flatMap(({ day, score, band, prorated, safety }) =>
      score === null ? [] : [{ day, score, band, prorated, isSafety: safety.length > 0 }],
    )
    .sort((one, other) => one.day.localeCompare(other.day));
}

interface ScoresProps {
  course: Course;
  sheet: Sheet;
  /* If given, no others. */
  only?: string[];
}

/* Every questionnaire that has a score in the period; those that aren't shared by name. */
export function Scores({ course, sheet, only }: ScoresProps) {
  const all = catalogue().instruments.filter(({ id, category, scoring }) => {
    if (only && !only.includes(id)) return false;
    const isThere = scoring?.range && scoresOf(course, id).length > 0;
    return isThere || (course.withheld.has(category) && id in MAIN);
  });
  return (
    <>
      {all.map((instrument) =>
        course.withheld.has(instrument.category) ? (
          <NotShared key={instrument.id} title={instrument.name} />
        ) : (
          <ScorePanel key={instrument.id} course={course} sheet={sheet} instrument={instrument} />
        ),
      )}
    </>
  );
}

/* Those whose absence has to be told. */
const MAIN = { peg: true, phq9: true, gad7: true };

interface PanelProps {
  course: Course;
  sheet: Sheet;
  instrument: Instrument;
}

function ScorePanel({ course, sheet, instrument }: PanelProps) {
  const words = t().desk.patient;
  const scores = scoresOf(course, instrument.id);
  const draw = useMemo(() => drawn(course, instrument), [course]);
  const latest = scores.at(-1);
  const band = latest?.band ? words.scoreBand(latest.band) : "";
  return (
    <Panel
      title={shortName(instrument)}
      summary={
        latest ? words.scoreSummary(said(latest.score), band, day(latest.day)) : words.scoresNone
      }
      legend={
        scores.some(({ isSafety }) => isSafety) && <Key look="ring alarm">{words.safetyAnswer}</Key>
      }
      sheet={sheet}
      draw={draw}
      rows={() => rowsOf(scores)}
    />
  );
}

/* "PEG" of "PEG (Pain intensity, …)". */
export function shortName({ name }: Instrument): string {
  return name.split(" (")[0] ?? name;
}

function drawn(course: Course, instrument: Instrument) {
  return (sheet: Sheet) => {
    const scores = scoresOf(course, instrument.id);
    const [low, high] = instrument.scoring?.range ?? [0, 10];
    const points = scores.map(({ day, score }) => ({ day, value: score }));
    const saidScores = points.map(({ day, value }) => ({ day, text: said(value) }));
    return drawing(sheet, {
      height: Math.max(LEAST, BAND * (instrument.bands?.length ?? 0)),
      low,
      high,
      named: [low, high],
      marks: [
        stripes(joined(instrument.bands ?? [], high), sheet),
        uprights(daysGiven(course), "session-line"),
        line(points, "var(--series-3)", 1),
        dots(points, "dot series-3"),
        rings(
          points.filter((_, at) => scores[at]?.isSafety),
          "alarm",
          6,
        ),
        points.length <= MOST_LABELS ? scoreLabels(saidScores, points, sheet) : null,
      ],
    });
  };
}

function scoreLabels(
  words: { day: string; text: string }[],
  points: { value: number }[],
  sheet: Sheet,
) {
  return points.map(({ value }, at) =>
    labels(words.slice(at, at + 1), { value, room: LABEL_PX, above: 11 * sheet.size }),
  );
}

/* Ranges without a gap between whole numbers: 0-4 and 5-9 meet at 5. */
function joined(bands: Band[], high: number): Stripe[] {
  return bands.map(({ from, label }, at) => ({
    from,
    to: bands[at + 1]?.from ?? high,
    label: label.split(" (")[0] ?? label,
  }));
}

function rowsOf(scores: Score[]): Rows {
  const words = t().desk.patient;
  const { columns } = words;
  return {
    head: [columns.day, columns.score, columns.band],
    rows: [...scores]
      .reverse()
      .map((each) => [
        day(each.day),
        [said(each.score), each.prorated && words.prorated, each.isSafety && words.safetyAnswer]
          .filter(Boolean)
          .join(", "),
        each.band ?? "–",
      ]),
  };
}
