/* One chart with its name, what it shows in a sentence, and the table behind it. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../texts";
import type { Sheet } from "./drawing";

export interface Rows {
  head: string[];
  rows: (string | number)[][];
}

interface Props {
  title: string;
  /* What the chart shows, for everybody who doesn't see it, too. */
  summary: string;
  /* What its ends mean. */
  scale?: string;
  legend?: ComponentChildren;
  sheet: Sheet;
  draw: (sheet: Sheet) => SVGElement;
  rows: () => Rows;
}

export function Panel({ title, summary, scale, legend, sheet, draw, rows }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div class="panel">
      <div class="panel-side">
        <div class="panel-name">
          <h3>{title}</h3>
          <button
            type="button"
            class="panel-toggle"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t().desk.patient.hideTable : t().desk.patient.showTable}
            <span class="visually-hidden">: {title}</span>
          </button>
        </div>
        <p class="panel-summary">{summary}</p>
        {scale && <p class="panel-summary">{scale}</p>}
        {legend && <div class="panel-legend">{legend}</div>}
      </div>
      <div class="panel-plot">
        <Drawing name={`${title}. ${summary} ${scale ?? ""}`} sheet={sheet} draw={draw} />
      </div>
      {isOpen && <Table caption={t().desk.patient.tableOf(title)} of={rows()} />}
    </div>
  );
}

interface DrawingProps {
  name: string;
  sheet: Sheet;
  draw: (sheet: Sheet) => SVGElement;
}

/* A drawing that is made anew only if what it shows, or its place, changed. */
export function Drawing({ name, sheet, draw }: DrawingProps) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.replaceChildren(draw(sheet)), [sheet, draw]);
  return <div class="drawing" role="img" aria-label={name} ref={place} />;
}

/* Columns and rows in a table that scrolls by itself, also by keyboard. */
export function Table({ caption, of }: { caption: string; of: Rows }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section class="panel-table" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {of.head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.rows.map((row) => (
            <tr key={row.join("|")}>
              {row.map((cell, at) =>
                at === 0 ? (
                  <th key={of.head[at]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={of.head[at]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/* What isn't shared is named, never drawn as if nothing had been written. */
export function NotShared({ title }: { title: string }) {
  return (
    <div class="panel withheld">
      <h3>{title}</h3>
      <p class="soft">{t().desk.patient.notShared}</p>
    </div>
  );
}

/* A sign and what it stands for. */
export function Key({ look, children }: { look: string; children: ComponentChildren }) {
  return (
    <span class="key">
      <span class={`key-sign ${look}`} aria-hidden="true" />
      {children}
    </span>
  );
}
