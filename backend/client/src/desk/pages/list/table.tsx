/* The table of patients: sortable by its heads, walked through with the arrow keys. */

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { daysBetween, diaryDay, shortDay } from "../../../days";
import { numberFormat } from "../../../formats";
import { go } from "../../../router";
import { counted, language, t } from "../../../texts";
import type { Listed, Sort, Wanted } from "../../caseload";
import { Marks } from "../../marks";

const COLUMNS = [
  "name",
  "marks",
  "pain_mean_7d",
  "pain_change_7d",
  "adherence_28d",
  "last_entry_on",
  "reviewed",
] as const;

interface Props {
  rows: Listed[];
  wanted: Wanted;
  onSort: (by: Sort) => void;
}

/* Whoever was opened last, so that one comes back to that row. */
let opened: string | null = null;

export function PatientTable({ rows, wanted, onSort }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    body.current?.querySelector<HTMLElement>(`a[href$="${opened}"]`)?.focus();
    opened = null;
  }, []);
  useKeptFocus(body);
  return (
    <table class="patients" onKeyDown={walk}>
      <caption class="visually-hidden">{t().desk.list.caption}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <Head key={column} column={column} wanted={wanted} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => (
          <Row key={row.patient_id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

/* Rows that change places take the focus along, which browsers without moveBefore() drop. */
function useKeptFocus(body: { current: HTMLElement | null }): void {
  const active = document.activeElement;
  const had = active instanceof HTMLElement && body.current?.contains(active) ? active : null;
  useLayoutEffect(() => {
    if (had?.isConnected && document.activeElement !== had) had.focus({ preventScroll: true });
  });
}

interface HeadProps {
  column: (typeof COLUMNS)[number];
  wanted: Wanted;
  onSort: (by: Sort) => void;
}

function Head({ column, wanted, onSort }: HeadProps) {
  const name = t().desk.list.columns[column];
  if (column === "reviewed") return <th scope="col">{name}</th>;
  const isHere = wanted.sort === column;
  const direction = wanted.order === "asc" ? "ascending" : "descending";
  return (
    <th scope="col" aria-sort={isHere ? direction : "none"}>
      <button type="button" class="sort" onClick={() => onSort(column)}>
        {name}
        <span class="sort-sign" aria-hidden="true">
          {isHere ? (wanted.order === "asc" ? "▲" : "▼") : "↕"}
        </span>
      </button>
    </th>
  );
}

/* Up and down go from patient to patient, wherever in the row one stands. */
function walk(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = (event.target as Element).closest("tbody tr");
  const next = event.key === "ArrowDown" ? row?.nextElementSibling : row?.previousElementSibling;
  const link = next?.querySelector("a");
  if (!link) return;
  event.preventDefault();
  link.focus();
}

function Row({ row }: { row: Listed }) {
  const words = t().desk.list;
  const to = `/patient/${row.patient_id}`;
  const isUrgent = row.marks.some(({ kind }) => kind === "not_safe");
  return (
    <tr class={isUrgent ? "urgent" : undefined} onClick={(event) => follow(event, row)}>
      <th scope="row">
        <a href={`#${to}`} onClick={() => note(row)}>
          {row.name}
        </a>
      </th>
      <td data-head={words.columns.marks} class={row.marks.length ? undefined : "unmarked"}>
        {row.marks.length > 0 ? (
          <Marks marks={row.marks} short />
        ) : (
          <span class="visually-hidden">{words.marks.none}</span>
        )}
      </td>
      <td data-head={words.columns.pain_mean_7d}>
        <Pain row={row} />
      </td>
      <td data-head={words.columns.pain_change_7d}>
        <Change row={row} />
      </td>
      <td data-head={words.columns.adherence_28d}>
        <Adherence share={row.adherence_28d} />
      </td>
      <td data-head={words.columns.last_entry_on}>
        <Age day={row.last_entry_on} />
      </td>
      <td data-head={words.columns.reviewed}>
        <Reviewed row={row} />
      </td>
    </tr>
  );
}

/* A press anywhere in the row opens it, but not one that marks text or follows a link. */
function follow(event: MouseEvent, row: Listed): void {
  const isLink = (event.target as Element).closest("a, button");
  if (isLink || getSelection()?.toString()) return;
  note(row);
  go(`/patient/${row.patient_id}`);
}

function note(row: Listed): void {
  opened = row.patient_id;
}

function Pain({ row }: { row: Listed }) {
  const words = t().desk.list;
  if (row.pain_n_7d === null) return <span class="soft">{words.notShared}</span>;
  if (row.pain_mean_7d === null) return <span class="soft">{words.tooFew(row.pain_n_7d)}</span>;
  return (
    <>
      <span class="figure">{number(row.pain_mean_7d)}</span>{" "}
      <span class="soft nowrap">{words.ofDays(row.pain_n_7d)}</span>
    </>
  );
}

function Change({ row }: { row: Listed }) {
  const words = t().desk.list;
  const change = row.pain_change_7d;
  if (change === null) return <span class="soft">{words.unknownChange}</span>;
  // What rounds to nothing is told as nothing.
  const way = Math.round(Math.abs(change)) === 0 ? "same" : change > 0 ? "worse" : "better";
  const arrow = { same: "→", worse: "↑", better: "↓" }[way];
  return (
    <span class={`change ${way}`}>
      <span class="change-arrow" aria-hidden="true">
        {arrow}
      </span>{" "}
      <span>
        <b>{words.change[way]}</b> <span class="nowrap">({number(change, true)})</span>
      </span>
    </span>
  );
}

function Adherence({ share }: { share: number }) {
  const said = numberFormat(language(), { style: "percent" }).format(share);
  return (
    <span class="adherence">
      <span class="adherence-bar" aria-hidden="true">
        <span style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      <span class="adherence-share">{said}</span>
    </span>
  );
}

function Age({ day }: { day: string | null }) {
  const words = t().desk.list;
  if (!day) return <span class="soft">{words.noEntry}</span>;
  const ago = daysBetween(day, diaryDay(new Date(), "00:00"));
  return (
    <>
      <span class="nowrap">{shortDay(day, language())}</span>{" "}
      <span class="soft nowrap">{ago <= 0 ? words.today : counted(ago, words.daysAgo)}</span>
    </>
  );
}

function Reviewed({ row }: { row: Listed }) {
  const words = t().desk.list;
  if (!row.reviewed_at) return <span class="soft">{words.notReviewed}</span>;
  return (
    <>
      <span class="nowrap">
        {shortDay(diaryDay(new Date(row.reviewed_at), "00:00"), language())}
      </span>{" "}
      {row.reviewed_by && <span class="soft">{words.reviewedBy(row.reviewed_by)}</span>}
    </>
  );
}

function number(value: number, signed = false): string {
  return numberFormat(language(), {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: signed ? "exceptZero" : "auto",
  }).format(value);
}
