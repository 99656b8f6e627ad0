/* Another medicine, as it is typed and as the server takes it. */
import type { Medicine, MedicineWish, Morphine } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { type Flaw, missing, numberFlaw } from "../../forms/flaws";
import { numberOf } from "../../forms/show";
import type { Sent } from "../../forms/use-record-form";

const AT_ONCE = 200;
const MOST_OPIOID = 10_000;
const ATC = /^[A-Z][0-9]{2}[A-Z]([A-Z]([0-9]{2})?)?$/;

export interface MedicineValues {
  name: string;
  atc: string;
  from_on: string;
  to_on: string;
  opioid: string;
  opioid_dose: string;
  reason: string;
}

export async function medicines(patient: string): Promise<Medicine[]> {
  const found: Medicine[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor
      ? { limit: AT_ONCE, cursor }
      : { limit: AT_ONCE };
    const page: { items: Medicine[]; next: string | null } = await ask(
      api.GET("/api/v1/patients/{patient_id}/phenotype/comedications", {
        params: { path: { patient_id: patient }, query },
      }),
    );
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return found;
}

export function medicine(patient: string, id: string): Promise<Medicine> {
  return ask(
    api.GET("/api/v1/patients/{patient_id}/phenotype/comedications/{medicine_id}", {
      params: { path: { patient_id: patient, medicine_id: id } },
    }),
  );
}

/* The opioids of a day as mg of oral morphine; the patient's today if none is named. */
export function morphine(patient: string, on: string): Promise<Morphine> {
  return ask(
    api.GET("/api/v1/patients/{patient_id}/phenotype/mme", {
      params: { path: { patient_id: patient }, query: on ? { on } : {} },
    }),
  );
}

export function valuesOfMedicine(stored: Medicine | null): MedicineValues {
  const dose = stored?.opioid_dose;
  return {
    name: stored?.name ?? "",
    atc: stored?.atc ?? "",
    from_on: stored?.from_on ?? "",
    to_on: stored?.to_on ?? "",
    opioid: stored?.opioid ?? "",
    opioid_dose: dose === null || dose === undefined ? "" : String(dose),
    reason: "",
  };
}

export function checkMedicine(values: MedicineValues, revision: number): Flaw[] {
  const atc = values.atc.trim().toUpperCase();
  const words = t().desk.phenotype;
  return [
    ...(ATC.test(atc) ? [] : [{ field: "atc", text: words.notAtc }]),
    ...missing(values, "from_on"),
    ...numberFlaw("opioid_dose", values.opioid_dose, {
      low: 0.0001,
      high: MOST_OPIOID,
      required: Boolean(values.opioid),
    }),
    ...(revision && !values.reason.trim() ? missing({ reason: "" }, "reason") : []),
  ];
}

function wishOf(values: MedicineValues): MedicineWish {
  return {
    status: "final",
    name: values.name.trim() || null,
    atc: values.atc.trim().toUpperCase(),
    from_on: values.from_on,
    to_on: values.to_on || null,
    opioid: (values.opioid || null) as NonNullable<MedicineWish["opioid"]> | null,
    opioid_dose: values.opioid ? numberOf(values.opioid_dose) : null,
    reason: values.reason.trim() || null,
  };
}

export function sendMedicine(patient: string, sent: Sent<MedicineValues>): Promise<Medicine> {
  return put(patient, sent.id, sent.header, wishOf(sent.values));
}

/* Strikes out a medicine that was never taken. */
export function strikeOutMedicine(
  patient: string,
  stored: Medicine,
  reason: string,
): Promise<Medicine> {
  const wish = wishOf(valuesOfMedicine(stored));
  const header = { "If-Match": `"${stored.revision}"` };
  return put(patient, stored.id, header, { ...wish, status: "entered_in_error", reason });
}

function put(
  patient: string,
  id: string,
  header: Record<string, string>,
  body: MedicineWish,
): Promise<Medicine> {
  return ask(
    api.PUT("/api/v1/patients/{patient_id}/phenotype/comedications/{medicine_id}", {
      params: { path: { patient_id: patient, medicine_id: id }, header },
      body,
    }),
  );
}
