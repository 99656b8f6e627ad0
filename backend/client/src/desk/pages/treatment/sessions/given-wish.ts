/* What was given: checked as the server checks it, and sent. */
import type { Order, Session } from "../../../../api/schema";
import { type Flaw, missing, numberFlaw } from "../../../forms/flaws";
import { fromInput, numberOf } from "../../../forms/show";
import type { Sent } from "../../../forms/use-record-form";
import { INFUSIONS, sessionField, vitalSigns } from "../known";
import {
  deviations,
  type EventRow,
  type Given,
  type GivenValues,
  type MedicineRow,
  neededTimepoints,
  timepoints,
} from "./given-values";
import { checkAmounts, placeOfSession, putSession } from "./plan-wish";

const SCALE = { low: 0, high: 10, whole: true };
const DEGREE = { low: 0, high: 3, whole: true };
const NEEDED = [
  "started_at",
  "ended_at",
  "setting",
  "drug",
  "route",
  "strength_unit",
  "weighed_on",
  "escort_present",
  "pregnancy_test",
  "changed",
  "tolerability",
  "discharged_at",
];

const isMeasured = (values: GivenValues, timepoint: string) =>
  vitalSigns().some(({ id }) => values.vitals[timepoint]?.[id]);

/* The time points that are sent: those at which something was measured. */
const sentTimepoints = (values: GivenValues) =>
  timepoints().filter((timepoint) => isMeasured(values, timepoint));

export function checkGiven(
  values: GivenValues,
  order: Order,
  session: Session | null,
  revision: number,
): Flaw[] {
  const asked = [
    ...(values.changed === "stopped_early" ? ["stop_reason"] : []),
    ...(deviations(values, order, session).length ? ["deviation_reason"] : []),
    ...(revision ? ["reason"] : []),
  ];
  const cadss = sessionField("cadss6_total").max ?? 24;
  return [
    ...missing(values, ...NEEDED),
    ...checkAmounts(values),
    ...numberFlaw("strength", values.strength),
    ...numberFlaw("pain_before", values.pain_before, SCALE),
    ...numberFlaw("pain_after", values.pain_after, SCALE),
    ...numberFlaw("relief_expected", values.relief_expected, { ...SCALE, required: false }),
    ...numberFlaw("sedation_moaas_min", values.sedation_moaas_min, { ...SCALE, high: 5 }),
    ...numberFlaw("dissociation_peak", values.dissociation_peak, SCALE),
    ...numberFlaw("nausea_vomiting", values.nausea_vomiting, DEGREE),
    ...numberFlaw("anxiety_peak", values.anxiety_peak, DEGREE),
    ...numberFlaw("cadss6_total", values.cadss6_total, { ...SCALE, high: cadss, required: false }),
    ...checkVitals(values),
    ...checkMedicines("premedication", values.premedication),
    ...values.concomitant_24h.flatMap((row, at) => rowMissing("concomitant_24h", at, row, "name")),
    ...checkMedicines("rescue_given", values.rescue_given),
    ...values.adverse_events.flatMap(checkEvent),
    ...missing(trimmed(values), ...asked),
  ];
}

function trimmed(values: GivenValues) {
  const { stop_reason, deviation_reason, reason } = values;
  return {
    stop_reason: stop_reason.trim(),
    deviation_reason: deviation_reason.trim(),
    reason: reason.trim(),
  };
}

function rowMissing(list: string, at: number, row: object, ...names: string[]): Flaw[] {
  return missing(row, ...names).map(({ field, text }) => ({
    field: `${list}.${at}.${field}`,
    text,
  }));
}

function checkMedicines(list: string, rows: MedicineRow[]): Flaw[] {
  return rows.flatMap((row, at) => [
    ...rowMissing(list, at, row, "name"),
    ...numberFlaw(`${list}.${at}.dose`, row.dose, { required: false }),
  ]);
}

function checkEvent(row: EventRow, at: number): Flaw[] {
  const flaws = rowMissing("adverse_events", at, row, "term_reported", "ctcae_grade", "serious");
  if (row.serious === "yes" && !row.seriousness_criteria.length) {
    flaws.push(
      ...rowMissing("adverse_events", at, { seriousness_criteria: "" }, "seriousness_criteria"),
    );
  }
  return flaws;
}

function checkVitals(values: GivenValues): Flaw[] {
  const unmeasured = neededTimepoints()
    .filter((timepoint) => !isMeasured(values, timepoint))
    .flatMap((timepoint) => missing({ [timepoint]: "" }, timepoint))
    .map(({ field, text }) => ({ field: `vitals.${field}`, text }));
  const wrong = timepoints().flatMap((timepoint) =>
    vitalSigns().flatMap(({ id, min, max }) =>
      numberFlaw(`vitals.${timepoint}.${id}`, values.vitals[timepoint]?.[id] ?? "", {
        low: min,
        high: max,
        whole: true,
        required: false,
      }),
    ),
  );
  return [...unmeasured, ...wrong];
}

const text = (typed: string) => typed.trim() || null;
const yesNo = (typed: string) => (typed ? typed === "yes" : null);
const figure = (typed: string) => numberOf(typed) ?? 0;

function medicinesOf(rows: MedicineRow[]) {
  return rows.map(({ name, dose, unit }) => ({
    name: name.trim(),
    atc: null,
    dose: numberOf(dose),
    unit: numberOf(dose) === null ? null : text(unit),
  }));
}

function eventOf(row: EventRow): Given["adverse_events"][number] {
  return {
    term_reported: row.term_reported.trim(),
    meddra_pt_name: text(row.meddra_pt_name),
    onset_at: fromInput(row.onset_at),
    resolved_at: fromInput(row.resolved_at),
    ctcae_grade: figure(row.ctcae_grade),
    serious: row.serious === "yes",
    seriousness_criteria: row.serious === "yes" ? row.seriousness_criteria : [],
    relatedness: text(row.relatedness),
    action_taken: text(row.action_taken),
    outcome: text(row.outcome),
    reported_to_authority: yesNo(row.reported_to_authority),
  };
}

function vitalsOf(values: GivenValues): Given["vitals"] {
  return sentTimepoints(values).map((timepoint) => {
    const row = values.vitals[timepoint] ?? {};
    const signs = vitalSigns().map(({ id }) => [id, numberOf(row[id] ?? "")]);
    return {
      timepoint,
      taken_at: fromInput(row.taken_at ?? ""),
      ...Object.fromEntries(signs),
    } as Given["vitals"][number];
  });
}

export function givenOf(values: GivenValues, discharged_by: string | null): Given {
  return {
    started_at: fromInput(values.started_at) ?? "",
    ended_at: fromInput(values.ended_at) ?? "",
    setting: values.setting as Given["setting"],
    drug: values.drug as Given["drug"],
    route: values.route as Given["route"],
    product_strength: { value: figure(values.strength), unit: values.strength_unit },
    batch: text(values.batch),
    dose_mg: figure(values.dose_mg),
    weight_kg: figure(values.weight_kg),
    weighed_on: values.weighed_on,
    infusion_minutes: INFUSIONS.includes(values.route) ? numberOf(values.infusion_minutes) : null,
    fasting: yesNo(values.fasting),
    escort_present: values.escort_present === "yes",
    pregnancy_test: values.pregnancy_test as Given["pregnancy_test"],
    premedication: medicinesOf(values.premedication),
    concomitant_24h: values.concomitant_24h.map((row) => ({
      name: row.name.trim(),
      class: text(row.class) as Given["concomitant_24h"][number]["class"],
    })) as Given["concomitant_24h"],
    pain_before: figure(values.pain_before),
    pain_after: figure(values.pain_after),
    relief_expected: numberOf(values.relief_expected),
    allocation_guess: text(values.allocation_guess) as "active" | "placebo" | "unsure" | null,
    vitals: vitalsOf(values),
    sedation_moaas_min: figure(values.sedation_moaas_min),
    dissociation_peak: figure(values.dissociation_peak),
    nausea_vomiting: figure(values.nausea_vomiting),
    anxiety_peak: figure(values.anxiety_peak),
    cadss6_total: numberOf(values.cadss6_total),
    rescue_given: medicinesOf(values.rescue_given),
    changed: values.changed as Given["changed"],
    stop_reason: text(values.stop_reason),
    adverse_events: values.adverse_events.map(eventOf),
    tolerability: values.tolerability as Given["tolerability"],
    discharge_checklist: values.discharge_checklist,
    discharged_at: fromInput(values.discharged_at) ?? "",
    discharged_by,
  };
}

/* Stores what was given; a plan that was made stays as it was. */
export function sendGiven(
  patient: string,
  session: Session | null,
  sent: Sent<GivenValues>,
): Promise<Session> {
  const before = session?.given as Given | null | undefined;
  return putSession(patient, sent.id, sent.header, {
    order_id: sent.values.order_id,
    status: "given",
    plan: null,
    given: givenOf(sent.values, before?.discharged_by ?? null),
    deviation_reason: text(sent.values.deviation_reason),
    cancel_reason: null,
    confirmed: session?.confirmed ?? [],
    reason: text(sent.values.reason),
  });
}

/* The form's name of a field of the server: vital signs stand under their time point. */
export function placeOfGiven(path: string, values: GivenValues): string {
  const name = placeOfSession(path);
  return name.replace(/^vitals\.(\d+)/, (_, at) => `vitals.${sentTimepoints(values)[Number(at)]}`);
}
