/* A measure over days, drawn to the width that there is, with a line at the day that is looked at. */
import { useEffect, useRef, useState } from "preact/hooks";
import "./phone.css";

export interface Point {
  day: string;
  value: number | null;
  mean: number | null;
}

export interface Measured {
  points: Point[];
  sessions: string[];
  y: { domain: [number, number]; ticks: number[]; label: (value: number) => string };
  look: "dots" | "bars";
  /* Days that are named below. */
  days: string[];
  dayLabel: (day: string) => string;
}

export interface Drawing extends Measured {
  width: number;
  margins: { marginLeft: number; marginRight: number; marginBottom: number; marginTop: number };
}

interface Props extends Measured {
  /* What it shows, in one sentence. */
  summary: string;
  /* Which of the points is looked at. */
  at: number;
  onLook: (at: number) => void;
}

export function PhoneChart({ summary, at, onLook, ...measured }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const widest = Math.max(...measured.y.ticks.map((tick) => measured.y.label(tick).length));
  const margins = {
    marginLeft: Math.round(em * (0.75 + widest * 0.5)),
    marginRight: Math.round(em * 0.75),
    marginBottom: Math.round(em * 1.75),
    marginTop: 8,
  };
  const inner = Math.max(1, width - margins.marginLeft - margins.marginRight);
  const steps = Math.max(1, measured.points.length - 1);
  useDrawing(box, width > 0 ? { ...measured, width, margins } : null);

  const lookAt = (event: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    const share = (event.clientX - left - margins.marginLeft) / inner;
    onLook(Math.min(steps, Math.max(0, Math.round(share * steps))));
  };
  return (
    <div
      class="phone-chart"
      role="img"
      aria-label={summary}
      onPointerDown={lookAt}
      onPointerMove={(event) => event.buttons > 0 && lookAt(event)}
    >
      <div ref={box} class="drawn" />
      <div
        class="phone-chart-line"
        style={{
          transform: `translateX(${margins.marginLeft + (inner * at) / steps}px)`,
          height: `calc(100% - ${margins.marginBottom}px)`,
        }}
      />
    </div>
  );
}

function useWidth(box: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const seen = new ResizeObserver(([entry]) =>
      setWidth(Math.floor(entry?.contentRect.width ?? 0)),
    );
    if (box.current) seen.observe(box.current);
    return () => seen.disconnect();
  }, []);
  return width;
}

function useDrawing(box: { current: HTMLElement | null }, drawing: Drawing | null): void {
  useEffect(() => {
    let wanted = true;
    if (drawing) {
      void import("./phone-plot").then(({ draw }) => {
        if (wanted) box.current?.replaceChildren(draw(drawing));
      });
    }
    return () => {
      wanted = false;
    };
  }, [drawing?.points, drawing?.sessions, drawing?.width, drawing?.margins.marginLeft]);
}
