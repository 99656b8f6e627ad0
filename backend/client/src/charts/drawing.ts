/* Draws with Observable Plot, on the page's own axis, colours and policy. */
import * as Plot from "@observablehq/plot";
import { language } from "../texts";
import { domain, type Span, start, tickName, ticks } from "./time";

const SVG = "http://www.w3.org/2000/svg";
const NAMED_EVERY_PX = 84;

/* Room beside every drawing, so that they stand exactly above one another; in px at normal size. */
const LEFT = 34;
const RIGHT = 104;
/* On narrow pages nothing stands at the right. */
const NARROW = 520;
const NARROW_RIGHT = 10;

/* What is common to the drawings of a page. */
export interface Sheet {
  span: Span;
  width: number;
  /* 1, or more if the person reads larger text. */
  size: number;
  /* 1, or less where room is dear, as on paper. */
  tall: number;
}

export function left(sheet: Sheet): number {
  return LEFT * sheet.size;
}

/* How much room there is at the right for what a line or a range is called. */
export function right({ width, size }: Pick<Sheet, "width" | "size">): number {
  return isNarrow({ width, size }) ? NARROW_RIGHT : RIGHT * size;
}

export function isNarrow({ width, size }: Pick<Sheet, "width" | "size">): boolean {
  return width < NARROW * size;
}

/* How wide one day is. */
export function dayWidth(sheet: Sheet): number {
  const [from, to] = domain(sheet.span);
  return (sheet.width - left(sheet) - right(sheet)) / ((to - from) / 86_400_000);
}

interface Drawn {
  height: number;
  low: number;
  high: number;
  /* Which values are named at the left. */
  named: number[];
  /* Whether the days are named below. */
  isDated?: boolean;
  marks: Plot.Markish[];
}

/* One drawing, to be put into the page. */
export function drawing(sheet: Sheet, what: Drawn): SVGElement {
  const { span, size, width } = sheet;
  const foot = what.isDated ? 24 * size : 7;
  const days = ticks(span, (width - left(sheet) - right(sheet)) / (NAMED_EVERY_PX * size));
  const svg = Plot.plot({
    className: "chart",
    width,
    height: what.height * size * sheet.tall + foot + 7,
    marginLeft: left(sheet),
    marginRight: right(sheet),
    marginTop: 7,
    marginBottom: foot,
    figure: false,
    x: { type: "utc", domain: domain(span), axis: null },
    y: { domain: [what.low, what.high], axis: null },
    marks: [
      Plot.ruleY(what.named, { stroke: "var(--edge)" }),
      Plot.ruleX(days.map(start), { stroke: "var(--edge)", strokeDasharray: "1 3" }),
      ...what.marks,
      names(what.named),
      what.isDated ? dates(sheet, days) : null,
    ],
  }) as SVGElement;
  // Plot's own rules are in our style sheet: the page's policy takes no style element.
  for (const rules of svg.querySelectorAll("style")) rules.remove();
  // Its English names are of no use: the drawing has a name of ours.
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  svg.removeAttribute("font-family");
  svg.removeAttribute("font-size");
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

function names(values: number[]): Plot.Markish {
  return (_, { y }, __, { marginLeft }) =>
    group(
      "chart-names",
      values.map((value) => text(marginLeft - 6, y?.(value) ?? 0, String(value), "end")),
    );
}

function dates(sheet: Sheet, days: string[]): Plot.Markish {
  return (_, { x }, __, { height }) =>
    group(
      "chart-names",
      days.map((day) => {
        const name = tickName(sheet.span, day, language());
        return text((x?.(start(day)) ?? 0) + 2, height - 8 * sheet.size, name, "start");
      }),
    );
}

/* Elements drawn together. */
export function group(look: string, of: Element[]): SVGElement {
  const made = document.createElementNS(SVG, "g");
  made.setAttribute("class", look);
  made.append(...of);
  return made;
}

/* One path for everything that looks alike: thousands of days stay a handful of elements. */
export function path(look: string, d: string): SVGElement {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("class", look);
  made.setAttribute("d", d);
  return made;
}

export function text(
  x: number,
  y: number,
  said: string,
  anchor: "start" | "middle" | "end",
): SVGElement {
  const made = document.createElementNS(SVG, "text");
  made.setAttribute("x", x.toFixed(1));
  made.setAttribute("y", y.toFixed(1));
  made.setAttribute("text-anchor", anchor);
  made.setAttribute("dominant-baseline", "central");
  made.textContent = said;
  return made;
}
