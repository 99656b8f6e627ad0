/* The fields of the form of a dose: how they begin, what is kept of them, what they come to. */
import type { Order } from "../../../api/schema";
import * as drafts from "../../../kept/drafts";
import { me } from "../../../session";
import { t } from "../../../texts";
import type { Flaw } from "../../../ui/form";
import type { Said, Taken } from "./doses";
import { type Reasoned, reasonText } from "./reason";

export const OTHER = "other";

/* What stands in the fields, as typed. */
export interface Fields {
  order: string | null;
  drug: string;
  route: string;
  amount: string;
  at: string;
  note: string;
  reason: Reasoned;
}

/* Under which a new one, or the correction of one, is kept while it is filled in. */
export function draftName(before?: Taken): string {
  return `draft/dose/${before?.id ?? "new"}`;
}

/* What was begun; an order that is over by now is asked for again. */
export async function keptDose(before: Taken | undefined, orders: Order[]): Promise<Fields | null> {
  const found = await drafts.read<Fields>(me().id, draftName(before));
  if (!found) return null;
  const isThere = found.order === OTHER || orders.some(({ id }) => id === found.order);
  return { ...found, order: isThere ? found.order : orders.length ? null : OTHER };
}

/* Keeps them, or with null forgets them. */
export function keepDose(before: Taken | undefined, fields: Fields | null): Promise<unknown> {
  return drafts.keep(me().id, draftName(before), fields);
}

export function filled(orders: Order[], before: Taken | undefined): Fields {
  const [only, ...more] = orders;
  const named = before?.order_id ?? (before || more.length ? null : only?.id);
  const known = orders.some(({ id }) => id === named);
  return {
    order: known ? (named ?? null) : before || !only ? OTHER : null,
    drug: before?.drug ?? "",
    route: before?.route ?? "",
    amount: before ? String(before.dose_mg) : "",
    at: local(before ? new Date(before.taken_at) : new Date()),
    note: before?.note ?? "",
    reason: { choice: null, text: "" },
  };
}

/* What can be seen to be wrong, each at its field. */
export function wrong(fields: Fields, isChange: boolean): (Flaw | false)[] {
  const words = t().phone.doses.wrong;
  const at = new Date(fields.at);
  const flaw = (is: boolean, name: keyof Fields, text: string) => is && { id: idOf(name), text };
  return [
    flaw(fields.order === null, "order", words.order),
    flaw(fields.order === OTHER && !fields.drug, "drug", words.drug),
    flaw(fields.order === OTHER && !fields.route, "route", words.route),
    flaw(!(amountOf(fields) > 0), "amount", words.amount),
    flaw(Number.isNaN(at.getTime()), "at", words.at),
    flaw(at.getTime() > Date.now(), "at", words.ahead),
    flaw(isChange && !reasonText(fields.reason), "reason", words.reason),
  ];
}

export function idOf(name: keyof Fields): string {
  return `dose-${name}`;
}

function amountOf({ amount }: Fields): number {
  return Number(amount.trim().replace(",", "."));
}

export function said(fields: Fields, orders: Order[]): Said {
  const order = orders.find(({ id }) => id === fields.order);
  const dose_mg = amountOf(fields);
  const planned = order?.planned_dose;
  return {
    order_id: order?.id ?? null,
    drug: order?.drug ?? fields.drug,
    route: order?.route ?? fields.route,
    dose_mg,
    as_planned: planned?.unit === "mg" && planned.value === dose_mg,
    taken_at: new Date(fields.at),
    note: fields.note.trim() || null,
  };
}

/* The clock's time as the field wants it, to the minute. */
export function local(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
