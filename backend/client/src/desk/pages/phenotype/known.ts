/* What the catalogue says of the phenotype, typed. */
import { catalogue } from "../../../catalogue/catalogue";
import { t } from "../../../texts";

interface Known {
  sex_at_birth: string[];
  pain_mechanism: string[];
  neuropathic_grade: string[];
  pain_duration_months: { min: number; max: number };
  icd11_chronic_pain: { code: string; title: string; certainty: string }[];
  body_sites: string[];
  wpi_map: Record<string, string>;
  cautions_and_contraindications: { id: string; text: string; level: string }[];
  comorbidities: string[];
  comedication_groups: { id: string; atc: string[] }[];
  mme_factors: { factors: Record<string, number>; not_convertible: string[] };
}

/* Of the patient's substance use: a part of its own, which the patient shares apart. */
const SUBSTANCE = ["sud_active", "substance_use_disorder"];
export const GRADED = ["neuropathic", "mixed"];
export const PATCH = "fentanyl_transdermal_ug_per_h";

export function known(): Known {
  return catalogue().phenotype as unknown as Known;
}

type Kind = keyof ReturnType<typeof words>;
const words = () => t().desk.phenotype.words;

/* The word for one of the catalogue's ids that has no text there. */
export function word(kind: Kind, id: string): string {
  return (words()[kind] as Record<string, string>)[id] ?? id;
}

export function choices(kind: Kind, ids: readonly string[]) {
  return ids.map((id) => ({ value: id, label: word(kind, id) }));
}

/* A code with its title; one that isn't certain says so. */
export function codeName(code: string): string {
  const found = known().icd11_chronic_pain.find((each) => each.code === code);
  if (!found) return code;
  const name = `${found.code} ${found.title}`;
  return found.certainty === "verified" ? name : t().desk.phenotype.uncertainCode(name);
}

export function cautionText(id: string): string {
  return known().cautions_and_contraindications.find((each) => each.id === id)?.text ?? id;
}

export function cautions({ ofSubstance }: { ofSubstance: boolean }) {
  return known().cautions_and_contraindications.filter(
    ({ id }) => SUBSTANCE.includes(id) === ofSubstance,
  );
}

export function comorbidities({ ofSubstance }: { ofSubstance: boolean }) {
  return known().comorbidities.filter((id) => SUBSTANCE.includes(id) === ofSubstance);
}

/* How many of the 19 areas of the widespread pain index hurt. */
export function wpi(sites: string[]): number {
  return Object.values(known().wpi_map).filter((site) => sites.includes(site)).length;
}

export const opioids = () => [
  ...Object.keys(known().mme_factors.factors),
  ...known().mme_factors.not_convertible,
];

/* "3 years, 4 months" */
export function duration(months: number): string {
  const { years, months: rest } = t().desk.phenotype;
  const [full, left] = [Math.floor(months / 12), months % 12];
  return [full && years(full), (left || !full) && rest(left)].filter(Boolean).join(", ");
}
