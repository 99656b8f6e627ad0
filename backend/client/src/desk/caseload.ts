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

/* One patient on the list, and a reason to call. */
export type Listed = Caseload;
export type CallMark = Mark;

export interface Wanted {
  sort: Sort | null;
  order: Order;
  name: string;
}

/* The beginning of a list, and whether it goes on. */
export interface Shown {
  items: Listed[];
  more: boolean;
}

export const CALL_FIRST: Wanted = { sort: null, order: "asc", name: "" };

/* Everybody who shares, who needs a call first, as the server last told. */
export const callFirst = signal<Listed[] | null>(null);

/* So many rows are shown at first, and with each press of "Show more". */
const SHOWN = 100;
/* The server works out everybody for every answer: so few answers bring all. */
const MOST = 200;

let known: { by: string; rows: Map<string, Listed>; at: string } | null = null;

/* Nothing of one person's patients is left for the next who signs in. */
effect(() => {
  const who = account.value?.id;
  if (known && known.by !== who) {
    known = null;
    callFirst.value = null;
  }
});

/* Everybody who shares, who needs a call first; whoever isn't among them doesn't share any more. */
export async function everybody(): Promise<Listed[]> {
  const by = me().id;
  let at = "";
  const rows = await allPages(async (cursor) => {
    const page = await pageOf(CALL_FIRST, MOST, cursor);
    at ||= page.at;
    return page;
  });
  if (account.value?.id === by) {
    known = { by, rows: new Map(rows.map((row) => [row.patient_id, row])), at };
    callFirst.value = rows;
  }
  return rows;
}

/* The list from its first row on, with at least so many patients if there are. */
export async function atLeast(wanted: Wanted, count: number): Promise<Shown> {
  if (isCallFirst(wanted)) return beginning(await everybody(), count);
  const items: Listed[] = [];
  let next: string | null = null;
  do {
    const page = await pageOf(wanted, SHOWN, next ? { cursor: next } : {});
    items.push(...page.items);
    next = page.next;
  } while (next && items.length < count);
  return { items, more: next !== null };
}

/* As much of all of them as is shown where at least so many are wanted. */
export function beginning(all: Listed[], count: number): Shown {
  const end = SHOWN * Math.max(1, Math.ceil(count / SHOWN));
  return { items: all.slice(0, end), more: all.length > end };
}

export function isCallFirst(wanted: Wanted): boolean {
  return !(wanted.sort || wanted.name);
}

/* One patient's row; null if that person doesn't share with this specialist. */
export async function patient(id: string): Promise<Listed | null> {
  const rows = known?.by === me().id ? known.rows : null;
  return rows?.get(id) ?? (await freshPatient(id));
}

/* A moment by the server's clock before which what is known of them was asked for. */
export function listedAt(): string {
  return known?.at ?? new Date(0).toISOString();
}

/* The row as it is now. */
export async function freshPatient(id: string): Promise<Listed | null> {
  return (await everybody()).find(({ patient_id }) => patient_id === id) ?? null;
}

async function pageOf({ sort, order, name }: Wanted, limit: number, cursor: { cursor?: string }) {
  const query = { limit, ...(sort ? { sort, order } : {}), ...(name ? { name } : {}), ...cursor };
  const begun = performance.now();
  const asked = api.GET("/api/v1/caseload", { params: { query } });
  const page = await ask(asked);
  // Its seconds are cut off: less how long it took, it is before the server looked.
  const told = Date.parse((await asked).response.headers.get("Date") ?? "") || 0;
  const at = new Date(Math.max(0, told - (performance.now() - begun))).toISOString();
  return { items: page.items, next: page.next, at };
}
