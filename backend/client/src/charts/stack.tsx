/* Charts that stand above one another on one axis, with one cursor over all of them. */
import { type Signal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { textSize } from "../ui/looks";
import { dayWidth, left, type Sheet } from "./drawing";
import { dayAt, length, type Span } from "./time";
import "./charts.css";
import "./stack.css";

const SIZES = { normal: 1, large: 1.18, larger: 1.4 };
const LEAST_PX = 200;

export interface Cursor {
  /* The day that is looked at, counted from the first. */
  at: Signal<number>;
  /* What the cursor is called, and how a day is said. */
  label: string;
  said: (day: string) => string;
}

interface Props {
  span: Span;
  tall?: number;
  /* None on paper. */
  cursor?: Cursor;
  children: (sheet: Sheet) => ComponentChildren;
}

export function Stack({ span, tall = 1, cursor, children }: Props) {
  const area = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = area.current;
    if (!measured) return;
    const measure = () => setWidth(Math.max(measured.clientWidth, LEAST_PX));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(measured);
    return () => watch.disconnect();
  }, []);
  const sheet = useMemo(
    () => ({ span, width, size: SIZES[textSize()], tall }),
    [span.first, span.last, width],
  );
  const point = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (!cursor || !box || event.clientX < box.left + left(sheet)) return;
    const index = Math.floor((event.clientX - box.left - left(sheet)) / dayWidth(sheet));
    if (index < length(span)) cursor.at.value = index;
  };
  return (
    <div class="stack-charts" onPointerMove={point} onPointerDown={point}>
      {width > 0 && children(sheet)}
      <div class="stack-area" ref={area}>
        {width > 0 && cursor && <Line sheet={sheet} cursor={cursor} />}
      </div>
    </div>
  );
}

/* A slider over the days. Moving it draws no chart anew. */
function Line({ sheet, cursor }: { sheet: Sheet; cursor: Cursor }) {
  const { at, label, said } = cursor;
  const line = useRef<HTMLDivElement>(null);
  const days = length(sheet.span);
  useSignalEffect(() => place(line.current, sheet, at.value));
  useLayoutEffect(() => place(line.current, sheet, at.value), [sheet]);
  const here = Math.min(at.value, days - 1);
  return (
    <>
      <div class="stack-line" ref={line} />
      <div
        class="stack-cursor"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={days - 1}
        aria-valuenow={here}
        aria-valuetext={said(dayAt(sheet.span, here))}
        onKeyDown={(event) => {
          const to = moved(event.key, here, days - 1);
          if (to === null) return;
          event.preventDefault();
          at.value = to;
        }}
      />
    </>
  );
}

function place(line: HTMLDivElement | null, sheet: Sheet, index: number): void {
  if (!line) return;
  const x = left(sheet) + (index + 0.5) * dayWidth(sheet);
  line.style.transform = `translateX(${x.toFixed(1)}px)`;
}

/* Where a key leads: days, weeks, ends. */
function moved(key: string, at: number, last: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - 7,
    PageUp: at + 7,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), last);
}
