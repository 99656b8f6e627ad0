/* A plan as it is typed, and as the server takes it. */
import type { Order, Session, SessionWish } from "../../../../api/schema";
import { api, ask } from "../../../../api/server";
import { type Flaw, missing, numberFlaw } from "../../../forms/flaws";
import { forInput, fromInput, numberOf } from "../../../forms/show";
import type { Sent } from "../../../forms/use-record-form";
import { INFUSIONS, vital } from "../known";
import { LONGEST_MINUTES } from "../orders/wish";
import type { Amounts } from "./judging";

export interface PlanValues {
  order_id: string;
  drug: string;
  route: string;
  starts_at: string;
  setting: string;
  dose_mg: string;
  infusion_minutes: string;
  weight_kg: string;
  weighed_on: string;
  strength: string;
  strength_unit: string;
  reason: string;
}

export type Plan = NonNullable<SessionWish["plan"]>;
type Given = NonNullable<SessionWish["given"]>;

const typed = (value: unknown) => (value === null || value === undefined ? "" : String(value));
const MOST_MG = 100_000;

/* What can be known before anything is typed: the order's drug and route, and the last weight. */
export function freshPlan(order: Order, last: Session | null): PlanValues {
  const said = (last?.given ?? last?.plan ?? {}) as Partial<Plan>;
  return {
    order_id: order.id,
    drug: order.drug,
    route: order.route,
    starts_at: "",
    setting: typed(said.setting),
    dose_mg: "",
    infusion_minutes: "",
    weight_kg: "",
    weighed_on: "",
    strength: "",
    strength_unit: "",
    reason: "",
  };
}

export function valuesOfPlan(order_id: string, plan: Partial<Plan>): PlanValues {
  return {
    order_id,
    drug: typed(plan.drug),
    route: typed(plan.route),
    starts_at: plan.starts_at ? forInput(plan.starts_at) : "",
    setting: typed(plan.setting),
    dose_mg: typed(plan.dose_mg),
    infusion_minutes: typed(plan.infusion_minutes),
    weight_kg: typed(plan.weight_kg),
    weighed_on: typed(plan.weighed_on),
    strength: typed(plan.product_strength?.value),
    strength_unit: typed(plan.product_strength?.unit),
    reason: "",
  };
}

/* The quantities that are worked out from what was typed. */
export function amountsOf(values: {
  drug: string;
  route: string;
  dose_mg: string;
  weight_kg: string;
  infusion_minutes: string;
  strength: string;
  strength_unit: string;
}): Amounts {
  const figure = (text: string) => {
    const value = numberOf(text);
    return value === null || Number.isNaN(value) || value <= 0 ? null : value;
  };
  const strength = figure(values.strength);
  return {
    drug: values.drug,
    route: values.route,
    doseMg: figure(values.dose_mg),
    weightKg: figure(values.weight_kg),
    minutes: figure(values.infusion_minutes),
    strength: strength ? { value: strength, unit: values.strength_unit } : null,
  };
}

/* What is wrong with the values that a plan and what was given share. */
export function checkAmounts(values: {
  route: string;
  dose_mg: string;
  weight_kg: string;
  infusion_minutes: string;
}): Flaw[] {
  const weight = vital("weight");
  return [
    ...numberFlaw("dose_mg", values.dose_mg, { low: 0.0001, high: MOST_MG }),
    ...numberFlaw("weight_kg", values.weight_kg, { low: weight.min, high: weight.max }),
    ...numberFlaw("infusion_minutes", values.infusion_minutes, {
      low: 1,
      high: LONGEST_MINUTES,
      whole: true,
      required: INFUSIONS.includes(values.route),
    }),
  ];
}

export function checkPlan(values: PlanValues, revision: number): Flaw[] {
  return [
    ...missing(values, "starts_at", "weighed_on"),
    ...checkAmounts(values),
    ...numberFlaw("strength", values.strength, { required: false }),
    ...(values.strength.trim() ? missing(values, "strength_unit") : []),
    ...(revision && !values.reason.trim() ? missing({ reason: "" }, "reason") : []),
  ];
}

export function planOf(values: PlanValues): Plan {
  const strength = numberOf(values.strength);
  return {
    starts_at: fromInput(values.starts_at) ?? "",
    setting: (values.setting || null) as NonNullable<Plan["setting"]> | null,
    drug: values.drug as Plan["drug"],
    route: values.route as Plan["route"],
    dose_mg: numberOf(values.dose_mg) ?? 0,
    infusion_minutes: numberOf(values.infusion_minutes),
    weight_kg: numberOf(values.weight_kg) ?? 0,
    weighed_on: values.weighed_on,
    product_strength: strength === null ? null : { value: strength, unit: values.strength_unit },
  };
}

/* Stores a plan, new or changed. */
export function sendPlan(patient: string, sent: Sent<PlanValues>): Promise<Session> {
  return putSession(patient, sent.id, sent.header, {
    order_id: sent.values.order_id,
    status: "planned",
    plan: planOf(sent.values),
    given: null,
    deviation_reason: null,
    cancel_reason: null,
    confirmed: sent.confirmed,
    reason: sent.values.reason.trim() || null,
  });
}

/* Cancels a planned session, or strikes out what was never true. */
export function endSession(
  patient: string,
  session: Session,
  status: "cancelled" | "entered_in_error",
  reason: string,
): Promise<Session> {
  return putSession(
    patient,
    session.id,
    { "If-Match": `"${session.revision}"` },
    {
      order_id: session.order_id,
      status,
      plan: session.plan as Plan | null,
      given: (status === "cancelled" ? null : session.given) as Given | null,
      deviation_reason: session.deviation_reason,
      cancel_reason: status === "cancelled" ? reason : session.cancel_reason,
      confirmed: session.confirmed,
      reason,
    },
  );
}

export function putSession(
  patient: string,
  id: string,
  header: Record<string, string>,
  body: SessionWish,
): Promise<Session> {
  return ask(
    api.PUT("/api/v1/patients/{patient_id}/sessions/{session_id}", {
      params: { path: { patient_id: patient, session_id: id }, header },
      body,
    }),
  );
}

/* The form's name of a field of the server. */
export function placeOfSession(path: string): string {
  const name = path.replace(/^(plan|given)\./, "");
  if (name === "product_strength.unit") return "strength_unit";
  return name.startsWith("product_strength") ? "strength" : name;
}
