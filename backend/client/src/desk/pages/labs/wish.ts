/* The results of one sample, as they are typed and as the server takes them. */
import type { Labs, LabsWish } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { catalogue } from "../../../catalogue/catalogue";
import { type Flaw, missing, numberFlaw } from "../../forms/flaws";
import { forInput, fromInput, numberOf } from "../../forms/show";
import type { Sent } from "../../forms/use-record-form";
import { known, type Lab } from "../treatment/known";

export const STRIP = ["negative", "trace", "1+", "2+", "3+"] as const;
const MOST = 1_000_000;
const OF_UPPER_LIMIT = "xULN";

export interface Result {
  value: string;
  unit: string;
  upper_limit: string;
  result: string;
}

export interface LabsValues {
  taken_at: string;
  laboratory: string;
  results: Record<string, Result>;
  reason: string;
}

export const unitsOf = ({ unit, alt_unit }: Lab) =>
  [unit, alt_unit].filter((each): each is string => Boolean(each));

/* Whether a rule compares it with the laboratory's own upper limit, which is then needed. */
export function needsUpperLimit(id: string): boolean {
  return catalogue().flags.some((flag) => mentions(flag, id));
}

function mentions(part: unknown, id: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  const said = part as Record<string, unknown>;
  if (said.lab === id && said.unit === OF_UPPER_LIMIT) return true;
  return Object.values(said).some((each) => mentions(each, id));
}

export function valuesOfLabs(stored: Partial<Labs>): LabsValues {
  const typed = (value: unknown) => (value === undefined || value === null ? "" : String(value));
  return {
    taken_at: stored.taken_at ? forInput(stored.taken_at) : "",
    laboratory: stored.laboratory ?? "",
    results: Object.fromEntries(
      known().labs.map((lab) => {
        const found = stored.results?.find((each) => each.lab === lab.id);
        return [
          lab.id,
          {
            value: typed(found?.value),
            unit: found?.unit ?? unitsOf(lab)[0] ?? "",
            upper_limit: typed(found?.upper_limit),
            result: typed(found?.result),
          },
        ];
      }),
    ),
    reason: "",
  };
}

const isFilled = ({ value, result }: Result) => Boolean(value.trim() || result);

/* The analytes that are sent, in the order of the catalogue. */
const sentLabs = (values: LabsValues) =>
  known().labs.filter(({ id }) => isFilled(values.results[id] as Result));

export function checkLabs(values: LabsValues, revision: number): Flaw[] {
  const flaws = missing(values, "taken_at");
  const sent = sentLabs(values);
  if (!sent.length) flaws.push(...missing({ results: "" }, "results"));
  for (const { id, unit } of sent) {
    const { value, upper_limit } = values.results[id] as Result;
    if (!unit) continue;
    const range = { low: 0, high: MOST };
    flaws.push(...numberFlaw(`results.${id}.value`, value, range));
    flaws.push(
      ...numberFlaw(`results.${id}.upper_limit`, upper_limit, {
        low: Number.MIN_VALUE,
        high: MOST,
        required: needsUpperLimit(id),
      }),
    );
  }
  if (revision && !values.reason.trim()) flaws.push(...missing({ reason: "" }, "reason"));
  return flaws;
}

function resultsOf(values: LabsValues): LabsWish["results"] {
  return sentLabs(values).map((lab) => {
    const { value, unit, upper_limit, result } = values.results[lab.id] as Result;
    const id = lab.id as LabsWish["results"][number]["lab"];
    if (!lab.unit) return { lab: id, result: result as (typeof STRIP)[number] };
    return {
      lab: id,
      value: numberOf(value),
      unit,
      upper_limit: numberOf(upper_limit),
    };
  });
}

export function sendLabs(patient: string, sent: Sent<LabsValues>): Promise<Labs> {
  return put(patient, sent.id, sent.header, {
    status: "final",
    taken_at: fromInput(sent.values.taken_at) ?? "",
    laboratory: sent.values.laboratory.trim() || null,
    results: resultsOf(sent.values),
    reason: sent.values.reason.trim() || null,
  });
}

/* Strikes a report out that was never this patient's. */
export function strikeOutLabs(patient: string, labs: Labs, reason: string): Promise<Labs> {
  const values = valuesOfLabs(labs);
  return put(
    patient,
    labs.id,
    { "If-Match": `"${labs.revision}"` },
    {
      status: "entered_in_error",
      taken_at: labs.taken_at,
      laboratory: labs.laboratory,
      results: resultsOf(values),
      reason,
    },
  );
}

function put(
  patient: string,
  id: string,
  header: Record<string, string>,
  body: LabsWish,
): Promise<Labs> {
  return ask(
    api.PUT("/api/v1/patients/{patient_id}/labs/{report_id}", {
      params: { path: { patient_id: patient, report_id: id }, header },
      body,
    }),
  );
}

/* The form's name of a field of the server: results stand under their analyte. */
export function placeOfLabs(path: string, values: LabsValues): string {
  return path.replace(/^results\.(\d+)/, (_, at) => `results.${sentLabs(values)[Number(at)]?.id}`);
}
