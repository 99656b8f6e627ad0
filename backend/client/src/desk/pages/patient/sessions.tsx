/* Sessions with dose and route, and below them the doses taken at home. */
import { useMemo } from "preact/hooks";
import { drawing, type Sheet } from "../../../charts/drawing";
import { type At, bars, crosses, diamonds, labels } from "../../../charts/marks";
import { Key, NotShared, Panel, type Rows } from "../../../charts/panel";
import { counted, t } from "../../../texts";
import type { Course } from "./course";
import { day, said } from "./figures";
import { dosesIn, routeName, type State, sessionsIn } from "./treatment";

const HEIGHT = 46;
const LABEL_PX = 6.6;

export function Sessions({ course, sheet }: { course: Course; sheet: Sheet }) {
  const words = t().desk.patient;
  const draw = useMemo(() => drawn(course), [course]);
  if (!course.sessions) return <NotShared title={words.sessionsTitle} />;
  const given = sessionsIn(course).filter(({ state }) => state === "given").length;
  const home = dosesIn(course).length;
  const told = [
    given > 0 && counted(given, words.sessionsSummary),
    home > 0 && counted(home, words.homeSummary),
  ].filter(Boolean);
  const counts = told.length ? told.join(", ") : words.noSessions;
  const isPartial = course.withheld.has("substance");
  return (
    <Panel
      title={words.sessionsTitle}
      summary={isPartial ? `${counts}, ${words.ledgerWithoutHome}` : counts}
      legend={
        told.length > 0 && (
          <>
            <Key look="diamond series-1">{words.sessionStates.given}</Key>
            <Key look="diamond open series-1">{words.sessionStates.planned}</Key>
            {home > 0 && <Key look="mid series-4">{words.homeDose}</Key>}
          </>
        )
      }
      sheet={sheet}
      draw={draw}
      rows={() => rowsOf(course)}
    />
  );
}

function drawn(course: Course) {
  return (sheet: Sheet) => {
    const all = sessionsIn(course);
    const of = (state: State): At[] =>
      all.filter((each) => each.state === state).map(({ day }) => ({ day, value: 1 }));
    const home = [...new Set(dosesIn(course).map(({ day }) => day))];
    return drawing(sheet, {
      height: HEIGHT,
      low: 0,
      high: 2,
      named: [],
      isDated: true,
      marks: [
        bars(home, { base: 0, tall: 0.4, wide: 2, look: "bar series-4" }),
        diamonds(of("given"), "solid series-1", 6),
        diamonds(of("planned"), "hollow series-1", 6),
        crosses(of("cancelled"), "cross series-1"),
        labels(
          all
            .filter(({ state }) => state !== "cancelled")
            .map(({ day, dose, route }) => ({ day, text: `${dose} ${route}` })),
          { value: 1, room: LABEL_PX * sheet.size, above: 16 * sheet.size },
        ),
      ],
    });
  };
}

function rowsOf(course: Course): Rows {
  const words = t().desk.patient;
  const { columns } = words;
  const sessions = sessionsIn(course).map(({ day: on, dose, route, state }) => ({
    on,
    row: [day(on), dose, route, words.sessionStates[state]],
  }));
  const home = dosesIn(course).map((dose) => ({
    on: dose.day,
    row: [day(dose.day), words.mg(said(dose.dose_mg)), routeName(dose.route), words.homeDose],
  }));
  const rows = [...sessions, ...home].sort((one, other) => other.on.localeCompare(one.on));
  return {
    head: [columns.day, columns.dose, columns.route, columns.state],
    rows: rows.map(({ row }) => row),
  };
}
