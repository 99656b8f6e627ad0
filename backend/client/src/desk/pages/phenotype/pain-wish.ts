/* What characterises the pain, as it is typed and as the server takes it. */
import type { Phenotype, PhenotypeWish } from "../../../api/schema";
import { api, ask, Refused } from "../../../api/server";
import { type Flaw, missing, numberFlaw } from "../../forms/flaws";
import { numberOf } from "../../forms/show";
import type { Sent } from "../../forms/use-record-form";
import { GRADED, known } from "./known";

export interface PainValues {
  main_code: string;
  further_codes: string[];
  pain_mechanism: string;
  neuropathic_grade: string;
  body_sites: string[];
  pain_duration_months: string;
  onset_event: string;
  sex_at_birth: string;
  cautions: string[];
  comorbidities: string[];
  treatments_failed: string[];
  treatments_failed_other: string;
  reason: string;
}

/* The phenotype of the pain, or null where none is recorded. */
export async function pain(patient: string): Promise<Phenotype | null> {
  try {
    return await ask(
      api.GET("/api/v1/patients/{patient_id}/phenotype", {
        params: { path: { patient_id: patient } },
      }),
    );
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

export function valuesOfPain(stored: Phenotype | null): PainValues {
  const [main = "", ...further] = stored?.icd11_codes ?? [];
  return {
    main_code: main,
    further_codes: further,
    pain_mechanism: stored?.pain_mechanism ?? "",
    neuropathic_grade: stored?.neuropathic_grade ?? "",
    body_sites: stored?.body_sites ?? [],
    pain_duration_months: stored ? String(stored.pain_duration_months) : "",
    onset_event: stored?.onset_event ?? "",
    sex_at_birth: stored?.sex_at_birth ?? "",
    cautions: stored?.cautions.map(({ id }) => id) ?? [],
    comorbidities: stored?.comorbidities ?? [],
    treatments_failed: stored?.treatments_failed ?? [],
    treatments_failed_other: stored?.treatments_failed_other ?? "",
    reason: "",
  };
}

export function checkPain(values: PainValues, revision: number): Flaw[] {
  const { min, max } = known().pain_duration_months;
  const isGraded = GRADED.includes(values.pain_mechanism);
  return [
    ...missing(values, "main_code", "pain_mechanism"),
    ...(isGraded ? missing(values, "neuropathic_grade") : []),
    ...numberFlaw("pain_duration_months", values.pain_duration_months, {
      low: min,
      high: max,
      whole: true,
    }),
    ...missing(values, "sex_at_birth"),
    ...(revision && !values.reason.trim() ? missing({ reason: "" }, "reason") : []),
  ];
}

export function sendPain(patient: string, { values, header }: Sent<PainValues>) {
  const codes = [values.main_code, ...values.further_codes].filter(
    (code, at, all) => all.indexOf(code) === at,
  );
  const isGraded = GRADED.includes(values.pain_mechanism);
  const body = {
    icd11_codes: codes,
    pain_mechanism: values.pain_mechanism,
    neuropathic_grade: isGraded ? values.neuropathic_grade : null,
    body_sites: values.body_sites,
    pain_duration_months: numberOf(values.pain_duration_months),
    onset_event: values.onset_event.trim() || null,
    sex_at_birth: values.sex_at_birth,
    cautions: values.cautions,
    comorbidities: values.comorbidities,
    treatments_failed: values.treatments_failed,
    treatments_failed_other: values.treatments_failed_other.trim() || null,
    reason: values.reason.trim() || null,
  };
  return ask(
    api.PUT("/api/v1/patients/{patient_id}/phenotype", {
      params: { path: { patient_id: patient }, header },
      body: body as unknown as PhenotypeWish,
    }),
  );
}

/* The form's name of a field of the server. */
export function placeOfPain(path: string): string {
  return path.startsWith("icd11_codes") ? "main_code" : (path.split(".")[0] ?? path);
}
