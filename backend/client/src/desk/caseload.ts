/* The patients who share with this specialist. */
import { effect, signal } from "@preact/signals";
import type { Caseload, Mark } from "../api/schema";
import { api, ask } from "../api/server";
import { account, me } from "../session";
import { allPages } from "./all-pages";

export const SORTS = [
  "name",
  "marks",
  "pain_mean_7d",
  "pain_change_7d",
  "adherence_28d",
  "last_entry_on",
] as const;
export type Sort = (typeof SORTS)[number];
export type Order = "asc" | "desc";

/* A reason to call; a press of "I do not feel safe" says when. */
export type CallMark = Omit<Mark, "kind"> & {
  kind: "not_safe" | "red_flag" | "safety_answer" | "safety" | "silent";
  id?: string;
  pressed_at?: string;
};

export type Listed = Omit<Caseload, "marks"> & {
  marks: CallMark[];
  reviewed_at?: string | null;
  reviewed_by?: string | null;
};

export interface Wanted {
  sort: Sort | null;
  order: Order;
  name: string;
}

export interface Page {
  items: Listed[];
  next: string | null;
}

export const CALL_FIRST: Wanted = { sort: null, order: "asc", name: "" };

/* Those who need a call first, as the server last told. */
export const callFirst = signal<Page | null>(null);

const PAGE = 100;
let known: { by: string; rows: Map<string, Listed> } | null = null;

/* Nothing of one person's patients is left for the next who signs in. */
effect(() => {
  const who = account.value?.id;
  if (known && known.by !== who) {
    known = null;
    callFirst.value = null;
  }
});

/* One page of the list, and where the next begins. */
export async function patients(
  { sort, order, name }: Wanted,
  cursor?: string,
  limit = PAGE,
): Promise<Page> {
  const query = {
    limit,
    ...(sort ? { sort, order } : {}),
    ...(name ? { name } : {}),
    ...(cursor ? { cursor } : {}),
  };
  const page = await ask(api.GET("/api/v1/caseload", { params: { query } }));
  const told = { items: page.items as unknown as Listed[], next: page.next };
  const isFirst = !(sort || name || cursor);
  // Whoever isn't among all of them doesn't share any more.
  if (isFirst && !told.next) rowsKnown().clear();
  for (const row of told.items) rowsKnown().set(row.patient_id, row);
  if (isFirst) callFirst.value = told;
  return told;
}

/* The list from its first page on, until it has at least so many patients. */
export async function atLeast(wanted: Wanted, count: number): Promise<Page> {
  let { items, next } = await patients(wanted);
  while (next && items.length < count) {
    const more = await patients(wanted, next);
    items = [...items, ...more.items];
    next = more.next;
  }
  return { items, next };
}

/* One patient's row; null if that person doesn't share with this specialist. */
export async function patient(id: string): Promise<Listed | null> {
  return rowsKnown().get(id) ?? (await freshPatient(id));
}

/* The row as it is now. */
export async function freshPatient(id: string): Promise<Listed | null> {
  await allPages(({ cursor }) => patients(CALL_FIRST, cursor, 200));
  return rowsKnown().get(id) ?? null;
}

function rowsKnown(): Map<string, Listed> {
  const by = me().id;
  if (known?.by !== by) known = { by, rows: new Map() };
  return known.rows;
}
