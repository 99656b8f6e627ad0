/* An order as it is typed, and as the server takes it. */
import type { Order, OrderWish } from "../../../../api/schema";
import { api, ask } from "../../../../api/server";
import { type Flaw, missing, numberFlaw } from "../../../forms/flaws";
import { numberOf, today } from "../../../forms/show";
import type { Sent } from "../../../forms/use-record-form";
import { doseUnits, INFUSIONS } from "../known";

export interface OrderValues {
  drug: string;
  route: string;
  dose: string;
  unit: string;
  infusion_minutes: string;
  min_interval_days: string;
  max_sessions_per_year: string;
  home_dosing: "" | "yes" | "no";
  valid_from: string;
  valid_to: string;
  stop_rule: string;
  reason: string;
}

export const LONGEST_MINUTES = 30 * 24 * 60;
const LONGEST_DAYS = 366;
const SHORTEST_RULE = 3;

export function freshOrder(): OrderValues {
  return {
    drug: "",
    route: "",
    dose: "",
    unit: "",
    infusion_minutes: "",
    min_interval_days: "",
    max_sessions_per_year: "",
    home_dosing: "",
    valid_from: today(),
    valid_to: "",
    stop_rule: "",
    reason: "",
  };
}

const typed = (value: number | null | undefined) =>
  value === null || value === undefined ? "" : String(value);

export function valuesOfOrder(order: Order): OrderValues {
  return {
    drug: order.drug,
    route: order.route,
    dose: typed(order.planned_dose.value),
    unit: order.planned_dose.unit,
    infusion_minutes: typed(order.infusion_minutes),
    min_interval_days: typed(order.min_interval_days),
    max_sessions_per_year: typed(order.max_sessions_per_year),
    home_dosing: order.home_dosing ? "yes" : "no",
    valid_from: order.valid_from,
    valid_to: order.valid_to,
    stop_rule: order.stop_rule ?? "",
    reason: "",
  };
}

export function checkOrder(values: OrderValues, revision: number): Flaw[] {
  const flaws = missing(values, "drug", "route", "unit", "home_dosing", "valid_from", "valid_to");
  if (values.stop_rule.trim().length < SHORTEST_RULE) {
    flaws.push(...missing({ stop_rule: "" }, "stop_rule"));
  }
  if (revision && !values.reason.trim()) flaws.push(...missing({ reason: "" }, "reason"));
  return [
    ...flaws,
    ...numberFlaw("dose", values.dose),
    ...numberFlaw("infusion_minutes", values.infusion_minutes, {
      low: 1,
      high: LONGEST_MINUTES,
      whole: true,
      required: false,
    }),
    ...numberFlaw("min_interval_days", values.min_interval_days, {
      low: 0.0001,
      high: LONGEST_DAYS,
    }),
    ...numberFlaw("max_sessions_per_year", values.max_sessions_per_year, {
      low: 1,
      high: 1000,
      whole: true,
      required: false,
    }),
  ];
}

function wishOf(values: OrderValues): OrderWish {
  const isInfusion = INFUSIONS.includes(values.route);
  return {
    status: "active",
    drug: values.drug as OrderWish["drug"],
    route: values.route as OrderWish["route"],
    planned_dose: { value: numberOf(values.dose) ?? 0, unit: values.unit },
    infusion_minutes: isInfusion ? numberOf(values.infusion_minutes) : null,
    min_interval_days: numberOf(values.min_interval_days) ?? 0,
    max_sessions_per_year: numberOf(values.max_sessions_per_year),
    home_dosing: values.home_dosing === "yes",
    valid_from: values.valid_from,
    valid_to: values.valid_to,
    stop_rule: values.stop_rule.trim(),
    prescriber_id: null,
    confirmed: [],
    reason: values.reason.trim() || null,
  };
}

/* Stores a new order, or an amended one. */
export function sendOrder(patient: string, sent: Sent<OrderValues>): Promise<Order> {
  return put(patient, sent.id, sent.header, { ...wishOf(sent.values), confirmed: sent.confirmed });
}

/* Revokes an order or strikes it out, as it stands. */
export function endOrder(
  patient: string,
  order: Order,
  status: "revoked" | "entered_in_error",
  reason: string,
): Promise<Order> {
  const wish = { ...wishOf(valuesOfOrder(order)), infusion_minutes: order.infusion_minutes };
  return put(
    patient,
    order.id,
    { "If-Match": `"${order.revision}"` },
    { ...wish, status, confirmed: order.confirmed, reason },
  );
}

function put(
  patient: string,
  id: string,
  header: Record<string, string>,
  body: OrderWish,
): Promise<Order> {
  return ask(
    api.PUT("/api/v1/patients/{patient_id}/orders/{order_id}", {
      params: { path: { patient_id: patient, order_id: id }, header },
      body,
    }),
  );
}

/* The form's name of a field of the server. */
export function placeOfOrder(path: string): string {
  if (path === "planned_dose.unit") return "unit";
  return path.startsWith("planned_dose") ? "dose" : path;
}

/* The unit that still fits after drug or route has changed. */
export function fittingUnit(values: OrderValues): string {
  const units = doseUnits(values.route, values.drug);
  if (units.includes(values.unit)) return values.unit;
  return units.length === 1 ? (units[0] ?? "") : "";
}

/* A held proposal's content as it was typed. */
export function valuesOfHeldOrder(content: Record<string, unknown>): OrderValues {
  return valuesOfOrder(content as unknown as Order);
}
