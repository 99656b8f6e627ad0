/* What charts are made of: dots, lines with gaps, bars, bands. */
import * as Plot from "@observablehq/plot";
import { group, isNarrow, path, type Sheet, text } from "./drawing";
import { middle } from "./time";

/* How far names of ranges keep from one another. */
const LABEL_PX = 12;

/* Something on a day; null: nothing is known, and nothing is drawn. */
export interface At {
  day: string;
  value: number | null;
}

/* A dot for each day with a value. */
export function dots(points: At[], look: string): Plot.Markish {
  return (_, { x, y }) => {
    let d = "";
    for (const { day, value } of points) {
      if (value !== null) d += `M${at(x?.(middle(day)))} ${at(y?.(value))}h0`;
    }
    return path(look, d);
  };
}

/* An open ring instead: written late, or planned. */
export function rings(points: At[], look: string, radius = 2.6): Plot.Markish {
  const turn = `a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
  return (_, { x, y }) => {
    let d = "";
    for (const { day, value } of points) {
      if (value !== null) d += `M${at((x?.(middle(day)) ?? 0) - radius)} ${at(y?.(value))}${turn}`;
    }
    return path(look, d);
  };
}

/* A diamond for each: a score among daily answers, a session. */
export function diamonds(points: At[], look: string, radius = 5): Plot.Markish {
  const shape = `l${radius} ${radius}l${-radius} ${radius}l${-radius} ${-radius}z`;
  return (_, { x, y }) => {
    let d = "";
    for (const { day, value } of points) {
      if (value !== null) d += `M${at(x?.(middle(day)))} ${at((y?.(value) ?? 0) - radius)}${shape}`;
    }
    return path(look, d);
  };
}

/* A cross for each. */
export function crosses(points: At[], look: string): Plot.Markish {
  return (_, { x, y }) => {
    let d = "";
    for (const { day, value } of points) {
      const [left, top] = [(x?.(middle(day)) ?? 0) - 4, (y?.(value ?? 0) ?? 0) - 4];
      d += `M${at(left)} ${at(top)}l8 8m-8 0l8 -8`;
    }
    return path(look, d);
  };
}

/* A line that breaks where a day has no value. */
export function line(points: At[], colour: string, width = 2): Plot.Markish {
  return Plot.lineY(points, {
    x: (point: At) => middle(point.day),
    y: (point: At) => point.value ?? Number.NaN,
    stroke: colour,
    strokeWidth: width,
    strokeLinecap: "round",
    strokeLinejoin: "round",
  });
}

/* A line over the whole height on each of these days. */
export function uprights(days: string[], look: string): Plot.Markish {
  return (_, { x }, __, { height, marginBottom, marginTop }) =>
    path(
      look,
      days.map((day) => `M${at(x?.(middle(day)))} ${marginTop}V${height - marginBottom}`).join(""),
    );
}

/* Bars of a day's width: from `base` up by `tall`, both in values of the drawing. */
export function bars(
  days: string[],
  { base, tall, wide, look }: { base: number; tall: number; wide: number; look: string },
): Plot.Markish {
  const width = Math.max(wide > 5 ? wide - 1 : wide, 1);
  return (_, { x, y }) => {
    const [foot, head] = [y?.(base) ?? 0, y?.(base + tall) ?? 0];
    const shape = `V${at(head)}h${width.toFixed(2)}V${at(foot)}z`;
    let d = "";
    for (const day of days) d += `M${at((x?.(middle(day)) ?? 0) - width / 2)} ${at(foot)}${shape}`;
    return path(look, d);
  };
}

export interface Stripe {
  from: number;
  to: number;
  label: string;
}

/* Named ranges of a score behind its dots. */
export function stripes(bands: Stripe[], sheet: Sheet): Plot.Markish {
  const isInside = isNarrow(sheet);
  const least = LABEL_PX * sheet.size;
  return (_, { y }, __, { width, marginLeft, marginRight }) => {
    let free = Number.POSITIVE_INFINITY;
    return group(
      "chart-bands",
      bands.flatMap(({ from, to, label }, index) => {
        const [top, foot] = [y?.(to) ?? 0, y?.(from) ?? 0];
        free = Math.min((top + foot) / 2, free - least);
        const shape = `M${marginLeft} ${at(top)}H${width - marginRight}V${at(foot)}H${marginLeft}z`;
        return [
          path(`chart-band band-${index}`, shape),
          text(width - marginRight + (isInside ? -4 : 7), free, label, isInside ? "end" : "start"),
        ];
      }),
    );
  };
}

/* The last value of a line, said at its end. */
export function ending(points: At[], words: (value: number) => string, sheet: Sheet): Plot.Markish {
  const value = points.at(-1)?.value ?? null;
  if (value === null || isNarrow(sheet)) return null;
  return (_, { y }, __, { width, marginRight }) =>
    group("chart-ending", [text(width - marginRight + 7, y?.(value) ?? 0, words(value), "start")]);
}

/* Words at days, as many as have room; the others are in read-out and table. */
export function labels(
  said: { day: string; text: string }[],
  {
    value,
    room,
    above = 0,
    aside = 0,
  }: { value: number; room: number; above?: number; aside?: number },
): Plot.Markish {
  return (_, { x, y }) => {
    let free = Number.NEGATIVE_INFINITY;
    const shown: Element[] = [];
    for (const { day, text: words } of said) {
      const place = x?.(middle(day)) ?? 0;
      const half = (words.length * room) / 2;
      if (place - half < free) continue;
      free = place + half + room;
      shown.push(text(place + aside, (y?.(value) ?? 0) - above, words, "middle"));
    }
    return group("chart-labels", shown);
  };
}

function at(px: number | undefined): string {
  return String(Math.round((px ?? 0) * 10) / 10);
}
