/* The doses taken at home, as this phone knows them: the clinic's list, and what waits on top. */

import type { Dose, DoseWish, Order } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { diaryDay } from "../../../days";
import { zone } from "../../../formats";
import type { Queued } from "../../../kept/queue";
import * as queue from "../../../kept/queue";
import * as store from "../../../kept/store";
import { me } from "../../../session";
import { type Known, kept } from "../../own/known";
import { mine } from "../../own/path";
import { send } from "../../own/sending";

const ENTRY = "dose/";
const SHOWN = 50;
const NAME = "doses";

/* What is said of a dose; `revision` is the clinic's, or the one it will have. */
export type Taken = Pick<
  Dose,
  | "order_id"
  | "taken_at"
  | "time_zone"
  | "day"
  | "drug"
  | "route"
  | "dose_mg"
  | "as_planned"
  | "note"
> & { id: string; revision: number; status: string; unconfirmed?: boolean };

export interface Said {
  order_id: string | null;
  taken_at: Date;
  drug: string;
  route: string;
  dose_mg: number;
  as_planned: boolean;
  note: string | null;
}

export function entryOf(dose: { id: string }): string {
  return ENTRY + dose.id;
}

export function isDose(item: Queued): boolean {
  return item.entry.startsWith(ENTRY);
}

export async function askForDoses(): Promise<{ items: Taken[] }> {
  const params = { path: { patient_id: me().id }, query: { limit: SHOWN } };
  return ask(api.GET("/api/v1/patients/{patient_id}/doses", { params }));
}

export async function askForOrders(): Promise<{ items: Order[] }> {
  const params = { path: { patient_id: me().id }, query: { limit: SHOWN } };
  return ask(api.GET("/api/v1/patients/{patient_id}/orders", { params }));
}

/* The orders that allow doses at home today. */
export function homeOrders(orders: Order[], today: string): Order[] {
  return orders.filter(
    (order) =>
      order.home_dosing &&
      order.status === "active" &&
      order.valid_from <= today &&
      today <= order.valid_to,
  );
}

/* The clinic's list with what waits laid over it, the latest first. */
export function shown(known: Taken[], waiting: Queued[]): Taken[] {
  const found = new Map(known.map((dose) => [dose.id, dose]));
  for (const { entry, put } of waiting.filter(isDose)) {
    const id = entry.slice(ENTRY.length);
    if (put)
      found.set(id, { ...(put.body as unknown as Taken), id, revision: (put.base ?? 0) + 1 });
  }
  return [...found.values()].sort((one, other) => (one.taken_at < other.taken_at ? 1 : -1));
}

/* Keeps a new dose, or another version of one with the reason; `ends` names the draft it was. */
export async function note(
  said: Said,
  {
    before,
    reason,
    ends,
  }: { before?: Taken | undefined; reason?: string | undefined; ends?: string } = {},
): Promise<void> {
  const id = before?.id ?? crypto.randomUUID();
  const { taken_at, ...rest } = said;
  const body = {
    ...(rest as Omit<DoseWish, "taken_at" | "time_zone" | "day">),
    status: "taken" as const,
    taken_at: taken_at.toISOString(),
    time_zone: zone(),
    day: diaryDay(taken_at, me().day_starts_at),
    ...(reason ? { reason } : {}),
  };
  await keep(id, before, body, ends);
}

/* Says that a dose wasn't taken after all: it stays in its history. */
export async function strikeOut(dose: Taken, reason: string): Promise<void> {
  const { id, revision: _, unconfirmed: __, ...rest } = dose;
  await keep(id, dose, { ...wishOf(rest), status: "entered_in_error", reason });
}

function wishOf(dose: Omit<Taken, "id" | "revision" | "unconfirmed">): DoseWish {
  const { order_id, taken_at, time_zone, day, drug, route, dose_mg, as_planned, note } = dose;
  const said = { order_id, taken_at, time_zone, day, drug, route, dose_mg, as_planned, note };
  return said as DoseWish;
}

async function keep(
  id: string,
  before: Taken | undefined,
  body: DoseWish,
  ends?: string,
): Promise<void> {
  const put = { path: mine(`doses/${id}`), body: { ...body }, base: baseOf(before) };
  await send(entryOf({ id }), put, ends);
  // The list goes on knowing it, even if the clinic's own can't be heard for a while.
  const known: Known<{ items: Taken[] }> = (await kept(NAME)) ?? {
    at: new Date().toISOString(),
    value: { items: [] },
  };
  const made = { ...body, id, revision: (before?.revision ?? 0) + 1 } as Taken;
  const items = [made, ...known.value.items.filter((each) => each.id !== id)];
  await store.write(me().id, NAME, { ...known, value: { items } });
}

function baseOf(before: Taken | undefined): number | null {
  return before ? before.revision : null;
}

/* Throws away versions that the clinic refused, because the person says so. */
export async function discardRefused(dose: Taken, waiting: Queued[]): Promise<void> {
  const refused = waiting.filter((item) => item.entry === entryOf(dose) && item.refused);
  await queue.remove(refused.map(({ seq }) => seq));
}
