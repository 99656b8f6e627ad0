/* What the catalogue says of treatment, typed. */
import { catalogue } from "../../../catalogue/catalogue";
import { t } from "../../../texts";
import { wordOf } from "../../forms/show";

export interface Limit {
  route: string;
  quantity: string;
  unit: string;
  warn_below: number;
  warn_above: number;
  reject_above: number;
}

interface Named {
  id: string;
  name: string;
}

export interface Vital {
  id: string;
  unit: string;
  min: number;
  max: number;
}

export interface Lab extends Named {
  unit: string | null;
  alt_unit?: string;
}

interface Field {
  id: string;
  default?: string;
  values?: string[];
  classes?: string[];
  timepoints?: string[];
  required_timepoints?: string[];
  max_age_days?: number;
  max?: number;
}

interface Known {
  drugs: (Named & { limit_factor?: number })[];
  routes: Named[];
  settings: string[];
  plausibility: Limit[];
  vitals_plausibility: Vital[];
  order_fields: Field[];
  session_fields: Field[];
  discharge_criteria: { id: string; text: string }[];
  labs: Lab[];
}

export const INFUSIONS = ["iv_infusion", "sc_infusion"];
export const OFTEN_DAYS = 365;

/* The catalogue's part on treatment. */
export function known(): Known {
  return catalogue().treatment as unknown as Known;
}

export function drugName(id: string): string {
  return known().drugs.find((drug) => drug.id === id)?.name ?? id;
}

export function routeName(id: string): string {
  return known().routes.find((route) => route.id === id)?.name ?? id;
}

/* What the catalogue says of one field of a session. */
export function sessionField(id: string): Field {
  return known().session_fields.find((field) => field.id === id) ?? { id };
}

export function defaultStopRule(): string {
  return known().order_fields.find(({ id }) => id === "stop_rule")?.default ?? "";
}

/* The vital signs that are taken at a session; the weight stands by itself. */
export function vitalSigns(): Vital[] {
  return known().vitals_plausibility.filter(({ id }) => !["weight", "height"].includes(id));
}

export function vital(id: string): Vital {
  const found = known().vitals_plausibility.find((each) => each.id === id);
  if (!found) throw new Error(`The catalogue has no ${id}.`);
  return found;
}

/* The limits of a route, those of dose multiplied for the drug, as the server does it. */
export function limitsFor(route: string, drug: string): Limit[] {
  const factor = known().drugs.find(({ id }) => id === drug)?.limit_factor ?? 1;
  return known()
    .plausibility.filter((limit) => limit.route === route)
    .map((limit) => {
      const by = limit.quantity === "duration" ? 1 : factor;
      return {
        ...limit,
        warn_below: limit.warn_below * by,
        warn_above: limit.warn_above * by,
        reject_above: limit.reject_above * by,
      };
    });
}

/* The units in which a dose can be ordered for the route. */
export function doseUnits(route: string, drug: string): string[] {
  return limitsFor(route, drug)
    .filter(({ quantity }) => quantity !== "duration")
    .map(({ unit }) => unit);
}

/* The word for one of the catalogue's ids that has no text there. */
export function word(kind: keyof ReturnType<typeof words>, id: string): string {
  return wordOf(words()[kind], id);
}

function words() {
  return t().desk.treatment.words;
}

/* Ids with their words, for a list to choose from. */
export function choices(kind: keyof ReturnType<typeof words>, ids: readonly string[]) {
  return ids.map((id) => ({ value: id, label: word(kind, id) }));
}

export const drugChoices = () => known().drugs.map(({ id, name }) => ({ value: id, label: name }));
export const routeChoices = () =>
  known().routes.map(({ id, name }) => ({ value: id, label: name }));
