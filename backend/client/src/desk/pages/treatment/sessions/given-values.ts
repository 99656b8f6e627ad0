/* What was given, as it is typed. */
import type { Order, Session, SessionWish } from "../../../../api/schema";
import { forInput } from "../../../forms/show";
import { INFUSIONS, known, sessionField, vitalSigns } from "../known";
import type { Plan } from "./plan-wish";

export interface MedicineRow {
  name: string;
  dose: string;
  unit: string;
}

export interface OtherRow {
  name: string;
  class: string;
}

export interface EventRow {
  term_reported: string;
  meddra_pt_name: string;
  onset_at: string;
  resolved_at: string;
  ctcae_grade: string;
  serious: string;
  seriousness_criteria: string[];
  relatedness: string;
  action_taken: string;
  outcome: string;
  reported_to_authority: string;
}

export type VitalRow = Record<string, string>;
export type Given = NonNullable<SessionWish["given"]>;

export interface GivenValues {
  order_id: string;
  started_at: string;
  ended_at: string;
  setting: string;
  drug: string;
  route: string;
  strength: string;
  strength_unit: string;
  batch: string;
  dose_mg: string;
  weight_kg: string;
  weighed_on: string;
  infusion_minutes: string;
  fasting: string;
  escort_present: string;
  pregnancy_test: string;
  premedication: MedicineRow[];
  concomitant_24h: OtherRow[];
  pain_before: string;
  pain_after: string;
  relief_expected: string;
  allocation_guess: string;
  vitals: Record<string, VitalRow>;
  sedation_moaas_min: string;
  dissociation_peak: string;
  nausea_vomiting: string;
  anxiety_peak: string;
  cadss6_total: string;
  rescue_given: MedicineRow[];
  changed: string;
  stop_reason: string;
  adverse_events: EventRow[];
  tolerability: string;
  discharge_checklist: Record<string, boolean>;
  discharged_at: string;
  deviation_reason: string;
  reason: string;
}

export const FRESH_MEDICINE: MedicineRow = { name: "", dose: "", unit: "mg" };
export const FRESH_OTHER: OtherRow = { name: "", class: "" };
export const FRESH_EVENT: EventRow = {
  term_reported: "",
  meddra_pt_name: "",
  onset_at: "",
  resolved_at: "",
  ctcae_grade: "",
  serious: "",
  seriousness_criteria: [],
  relatedness: "",
  action_taken: "",
  outcome: "",
  reported_to_authority: "",
};

const typed = (value: unknown) => (value === null || value === undefined ? "" : String(value));
const local = (at: unknown) => (typeof at === "string" ? forInput(at) : "");
const yesNo = (value: unknown) => (typeof value === "boolean" ? (value ? "yes" : "no") : "");

export const timepoints = () => sessionField("vitals").timepoints ?? [];
export const neededTimepoints = () => sessionField("vitals").required_timepoints ?? [];

/* What can be taken from the plan without saying what was given: no dose, no minutes. */
export function freshGiven(order: Order, session: Session | null): GivenValues {
  const plan = (session?.plan ?? {}) as Partial<Plan>;
  const values = valuesOfGiven(order.id, {});
  return {
    ...values,
    drug: order.drug,
    route: order.route,
    started_at: local(plan.starts_at),
    setting: typed(plan.setting),
    weight_kg: typed(plan.weight_kg),
    weighed_on: typed(plan.weighed_on),
    strength: typed(plan.product_strength?.value),
    strength_unit: typed(plan.product_strength?.unit),
  };
}

/* What the plan said of dose and time, for somebody who gave exactly that. */
export function asPlanned(session: Session): Partial<GivenValues> {
  const plan = session.plan as Plan;
  return {
    drug: plan.drug,
    route: plan.route,
    dose_mg: typed(plan.dose_mg),
    infusion_minutes: typed(plan.infusion_minutes),
  };
}

/* In what the typed values differ from the plan or, in drug and route, from the order. */
export function deviations(
  values: GivenValues,
  order: Order,
  session: Session | null,
): ("drug" | "route" | "dose_mg" | "infusion_minutes")[] {
  const plan = (session?.plan ?? {}) as Partial<Plan>;
  const planned = { ...plan, drug: order.drug, route: order.route };
  const names = ["drug", "route", "dose_mg", "infusion_minutes"] as const;
  return names.filter((name) => {
    const wanted = planned[name];
    if (name === "infusion_minutes" && !INFUSIONS.includes(values.route)) return false;
    if (wanted === null || wanted === undefined || !values[name]) return false;
    return typeof wanted === "number"
      ? Number(values[name].replace(",", ".")) !== wanted
      : values[name] !== wanted;
  });
}

/* A session's document, or a held content, as it would have been typed. */
export function valuesOfGiven(
  order_id: string,
  given: Partial<Given>,
  deviation: string | null = null,
): GivenValues {
  return {
    order_id,
    started_at: local(given.started_at),
    ended_at: local(given.ended_at),
    setting: typed(given.setting),
    drug: typed(given.drug),
    route: typed(given.route),
    strength: typed(given.product_strength?.value),
    strength_unit: typed(given.product_strength?.unit),
    batch: typed(given.batch),
    dose_mg: typed(given.dose_mg),
    weight_kg: typed(given.weight_kg),
    weighed_on: typed(given.weighed_on),
    infusion_minutes: typed(given.infusion_minutes),
    ...course(given),
    discharge_checklist: Object.fromEntries(
      known().discharge_criteria.map(({ id }) => [id, given.discharge_checklist?.[id] ?? false]),
    ),
    discharged_at: local(given.discharged_at),
    deviation_reason: deviation ?? "",
    reason: "",
  };
}

function course(given: Partial<Given>) {
  return {
    fasting: yesNo(given.fasting),
    escort_present: yesNo(given.escort_present),
    pregnancy_test: typed(given.pregnancy_test),
    premedication: (given.premedication ?? []).map(medicine),
    concomitant_24h: (given.concomitant_24h ?? []).map((each) => ({
      name: each.name,
      class: typed(each.class),
    })),
    pain_before: typed(given.pain_before),
    pain_after: typed(given.pain_after),
    relief_expected: typed(given.relief_expected),
    allocation_guess: typed(given.allocation_guess),
    vitals: vitalsOf(given),
    sedation_moaas_min: typed(given.sedation_moaas_min),
    dissociation_peak: typed(given.dissociation_peak),
    nausea_vomiting: typed(given.nausea_vomiting),
    anxiety_peak: typed(given.anxiety_peak),
    cadss6_total: typed(given.cadss6_total),
    rescue_given: (given.rescue_given ?? []).map(medicine),
    changed: typed(given.changed),
    stop_reason: typed(given.stop_reason),
    adverse_events: (given.adverse_events ?? []).map(event),
    tolerability: typed(given.tolerability),
  };
}

function medicine(each: { name: string; dose?: number | null; unit?: string | null }): MedicineRow {
  return { name: each.name, dose: typed(each.dose), unit: typed(each.unit) };
}

function event(each: Given["adverse_events"][number]): EventRow {
  return {
    term_reported: each.term_reported,
    meddra_pt_name: typed(each.meddra_pt_name),
    onset_at: local(each.onset_at),
    resolved_at: local(each.resolved_at),
    ctcae_grade: typed(each.ctcae_grade),
    serious: yesNo(each.serious),
    seriousness_criteria: each.seriousness_criteria ?? [],
    relatedness: typed(each.relatedness),
    action_taken: typed(each.action_taken),
    outcome: typed(each.outcome),
    reported_to_authority: yesNo(each.reported_to_authority),
  };
}

function vitalsOf(given: Partial<Given>): Record<string, VitalRow> {
  const rows: Record<string, VitalRow> = {};
  for (const timepoint of timepoints()) {
    const taken = given.vitals?.find((each) => each.timepoint === timepoint);
    const row: VitalRow = { taken_at: local(taken?.taken_at) };
    for (const { id } of vitalSigns()) row[id] = typed((taken as Record<string, unknown>)?.[id]);
    rows[timepoint] = row;
  }
  return rows;
}
