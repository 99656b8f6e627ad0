/* Draws one measure over days. Loaded when first needed: the drawing library is large. */
import { dot, line, plot, ruleX, ruleY } from "@observablehq/plot";
import type { Drawing } from "./phone";

const HEIGHT = 150;

/* The drawing, without the style element that our content policy forbids. */
export function draw(drawing: Drawing): SVGSVGElement {
  const { points, sessions, width, margins, y, look } = drawing;
  const rows = points.map(({ day, ...rest }) => ({ ...rest, at: dayAt(day) }));
  const known = rows.filter(({ value }) => value !== null);
  const first = rows[0]?.at ?? new Date();
  const last = rows.at(-1)?.at ?? first;
  const made = plot({
    className: "phone-plot",
    width,
    height: HEIGHT,
    ...margins,
    x: {
      type: "utc",
      domain: [first, last],
      ticks: drawing.days.map(dayAt),
      tickFormat: (at: Date) => drawing.dayLabel(at.toISOString().slice(0, 10)),
      label: null,
    },
    y: { domain: y.domain, ticks: y.ticks, tickFormat: y.label, label: null, grid: "var(--edge)" },
    marks: [
      ruleX(
        sessions.map((day) => ({ at: dayAt(day) })),
        { x: "at", stroke: "var(--series-2)", strokeWidth: 1.5, strokeDasharray: "4 3" },
      ),
      ruleY([y.domain[0]], { stroke: "var(--line)" }),
      ...(look === "bars" ? bars(known) : dotsAndMean(known, rows)),
    ],
  }) as SVGSVGElement;
  made.querySelector("style")?.remove();
  // The library names its parts in English; the chart as a whole has a name of ours.
  for (const part of made.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  made.setAttribute("aria-hidden", "true");
  return made;
}

interface Row {
  at: Date;
  value: number | null;
  mean: number | null;
}

function dotsAndMean(known: Row[], rows: Row[]) {
  const many = known.length > 120;
  return [
    dot(known, {
      x: "at",
      y: "value",
      r: many ? 1.5 : 2.5,
      fill: "var(--soft)",
      fillOpacity: many ? 0.5 : 0.75,
    }),
    // Days without a mean break the line: a gap is a gap.
    line(rows, {
      x: "at",
      y: "mean",
      stroke: "var(--series-1)",
      strokeWidth: 2.5,
      defined: (mean: unknown) => mean !== null,
    } as never),
  ];
}

function bars(known: Row[]) {
  const some = known.filter(({ value }) => value);
  const none = known.filter(({ value }) => value === 0);
  const strokeWidth = known.length > 120 ? 1.5 : 4;
  return [
    ruleX(some, { x: "at", y1: 0, y2: "value", stroke: "var(--series-3)", strokeWidth }),
    dot(none, { x: "at", y: "value", r: 1.5, fill: "var(--soft)" }),
  ];
}

function dayAt(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}
