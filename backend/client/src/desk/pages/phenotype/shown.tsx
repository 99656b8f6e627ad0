/* The pain of one patient as it is characterised, for reading. */
import type { Phenotype } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { t } from "../../../texts";
import { LinkButton } from "../../../ui/parts";
import { History } from "../../forms/history";
import { Facts, Recorded } from "../../forms/parts";
import { number } from "../../forms/show";
import { BodyMap } from "./body-map";
import { cautionText, codeName, duration, GRADED, word } from "./known";

/* How the values of a phenotype are written out. */
export function writePhenotype(name: string, value: unknown): string {
  const text = String(value);
  if (name === "icd11_codes" || name === "main_code" || name === "further_codes") {
    return codeName(text);
  }
  if (name === "cautions") return cautionText(text);
  if (name === "pain_duration_months") return duration(Number(value));
  const kinds: Record<string, Parameters<typeof word>[0]> = {
    pain_mechanism: "mechanism",
    neuropathic_grade: "grade",
    body_sites: "site",
    sex_at_birth: "sex",
    comorbidities: "comorbidity",
    treatments_failed: "group",
  };
  const kind = kinds[name];
  return kind ? word(kind, text) : "";
}

export function PainPart({ patient, stored }: { patient: string; stored: Phenotype | null }) {
  const words = t().desk.phenotype;
  return (
    <section>
      <div class="row spread">
        <h2>{words.painTitle}</h2>
        <LinkButton kind={stored ? "quiet" : "plain"} to={`/patient/${patient}/phenotype?do=pain`}>
          {stored ? t().desk.forms.amend : words.record}
        </LinkButton>
      </div>
      {stored ? (
        <>
          <Recorded record={stored} />
          <div class="card pain">
            <div>
              <Facts of={factsOf(stored)} />
              <Cautions stored={stored} />
            </div>
            <div>
              <p>{words.wpi(number(stored.wpi))}</p>
              <BodyMap sites={stored.body_sites} />
              <p>{stored.body_sites.map((site) => word("site", site)).join(", ")}</p>
            </div>
          </div>
          <History
            revision={stored.revision}
            labels={words.fields}
            write={writePhenotype}
            load={() =>
              ask(
                api.GET("/api/v1/patients/{patient_id}/phenotype/revisions", {
                  params: { path: { patient_id: patient } },
                }),
              )
            }
          />
        </>
      ) : (
        <p>{t().desk.forms.nothing}</p>
      )}
    </section>
  );
}

function factsOf(stored: Phenotype): [string, string | null][] {
  const { fields } = t().desk.phenotype;
  const [main = "", ...further] = stored.icd11_codes;
  const many = (kind: Parameters<typeof word>[0], ids: string[]) =>
    ids.map((id) => word(kind, id)).join(", ") || t().common.none;
  return [
    [fields.main_code, codeName(main)],
    [fields.further_codes, further.map(codeName).join("; ") || null],
    [fields.pain_mechanism, word("mechanism", stored.pain_mechanism)],
    [
      fields.neuropathic_grade,
      GRADED.includes(stored.pain_mechanism) && stored.neuropathic_grade
        ? word("grade", stored.neuropathic_grade)
        : null,
    ],
    [fields.duration, duration(stored.pain_duration_months)],
    [fields.onset_event, stored.onset_event],
    [fields.sex_at_birth, word("sex", stored.sex_at_birth)],
    [fields.comorbidities, many("comorbidity", stored.comorbidities)],
    [fields.treatments_failed, many("group", stored.treatments_failed)],
    [fields.treatments_failed_other, stored.treatments_failed_other],
  ];
}

function Cautions({ stored }: { stored: Pick<Phenotype, "cautions"> }) {
  const words = t().desk.phenotype;
  return (
    <>
      <h3>{words.fields.cautions}</h3>
      {stored.cautions.length ? (
        <ul class="checklist">
          {stored.cautions.map(({ id, level }) => (
            <li key={id}>
              <span class="badge warn">{word("level", level)}</span> {cautionText(id)}
            </li>
          ))}
        </ul>
      ) : (
        <p>{t().common.none}</p>
      )}
    </>
  );
}
