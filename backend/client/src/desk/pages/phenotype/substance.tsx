/* What concerns substance use: a part of its own, which the patient shares apart. */
import type { SubstanceUse, SubstanceUseWish } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { go } from "../../../router";
import { t } from "../../../texts";
import { TextField, Tick } from "../../../ui/fields";
import { LinkButton, Title } from "../../../ui/parts";
import { ifShared } from "../../all-pages";
import { type Flaw, fieldId, missing } from "../../forms/flaws";
import { History } from "../../forms/history";
import { Facts, noteStored, Recorded } from "../../forms/parts";
import { RecordFrame } from "../../forms/record-form";
import { bound, type Sent, useRecordForm } from "../../forms/use-record-form";
import { cautions, cautionText, choices, comorbidities, word } from "./known";
import { writePhenotype } from "./shown";

interface Values {
  cautions: string[];
  comorbidities: string[];
  reason: string;
}

/* Null where nothing is recorded, or the patient doesn't share it. */
function substanceUse(patient: string): Promise<SubstanceUse | null> {
  return ifShared(
    ask(
      api.GET("/api/v1/patients/{patient_id}/phenotype/substance-use", {
        params: { path: { patient_id: patient } },
      }),
    ),
  );
}

export interface Substance {
  stored: SubstanceUse | null;
  /* Whether the patient shares this part with the reader, who may then record it. */
  isShared: boolean;
}

export async function substance(patient: string): Promise<Substance> {
  const stored = await substanceUse(patient);
  if (stored) return { stored, isShared: true };
  // Both are refused alike; what else belongs to this part tells them apart.
  const params = { path: { patient_id: patient }, query: { limit: 1 } };
  const { withheld } = await ask(api.GET("/api/v1/patients/{patient_id}/instruments", { params }));
  return { stored, isShared: !withheld.includes("substance") };
}

function valuesOf(stored: SubstanceUse | null): Values {
  return {
    cautions: stored?.cautions.map(({ id }) => id) ?? [],
    comorbidities: stored?.comorbidities ?? [],
    reason: "",
  };
}

function check(values: Values, revision: number): Flaw[] {
  return revision && !values.reason.trim() ? missing({ reason: "" }, "reason") : [];
}

function send(patient: string, { values, header }: Sent<Values>): Promise<SubstanceUse> {
  return ask(
    api.PUT("/api/v1/patients/{patient_id}/phenotype/substance-use", {
      params: { path: { patient_id: patient }, header },
      body: {
        cautions: values.cautions as SubstanceUseWish["cautions"],
        comorbidities: values.comorbidities as SubstanceUseWish["comorbidities"],
        reason: values.reason.trim() || null,
      },
    }),
  );
}

export function SubstancePart({ patient, of }: { patient: string; of: Substance }) {
  const { stored, isShared } = of;
  const words = t().desk.phenotype;
  const none = t().common.none;
  return (
    <section>
      <div class="row spread">
        <h2>{words.substanceTitle}</h2>
        {isShared && (
          <LinkButton kind="quiet" to={`/patient/${patient}/phenotype?do=substance`}>
            {stored ? t().desk.forms.amend : words.record}
          </LinkButton>
        )}
      </div>
      {stored ? (
        <>
          <Recorded record={stored} />
          <div class="card">
            <Facts
              of={[
                [
                  words.fields.cautions,
                  stored.cautions
                    .map(({ id, level }) => `${cautionText(id)} (${word("level", level)})`)
                    .join("; ") || none,
                ],
                [
                  words.fields.comorbidities,
                  stored.comorbidities.map((id) => word("comorbidity", id)).join(", ") || none,
                ],
              ]}
            />
          </div>
          <History
            revision={stored.revision}
            labels={words.fields}
            write={writePhenotype}
            load={() =>
              ask(
                api.GET("/api/v1/patients/{patient_id}/phenotype/substance-use/revisions", {
                  params: { path: { patient_id: patient } },
                }),
              )
            }
          />
        </>
      ) : (
        <p>{isShared ? t().desk.forms.nothing : words.substanceWithheld}</p>
      )}
    </section>
  );
}

interface Props {
  patient: string;
  stored: SubstanceUse | null;
}

export function SubstanceForm({ patient, stored }: Props) {
  const base = `/patient/${patient}/phenotype`;
  const words = t().desk.phenotype;
  const form = useRecordForm<Values, SubstanceUse>({
    place: `${base}?do=substance`,
    fresh: () => ({ id: patient, revision: stored?.revision ?? 0, values: valuesOf(stored) }),
    read: async () => (await substanceUse(patient)) as SubstanceUse,
    valuesOf,
    check,
    send: (sent) => send(patient, sent),
    onStored: (kept) => {
      noteStored(kept);
      go(base);
    },
  });
  const tick = (name: "cautions" | "comorbidities", id: string, label: string) => (
    <Tick
      key={id}
      label={label}
      checked={form.values[name].includes(id)}
      onChange={(checked) => form.set({ [name]: checked ? [id] : [] } as Partial<Values>)}
    />
  );
  return (
    <>
      <Title>{words.substanceTitle}</Title>
      <p>{words.substanceText}</p>
      <RecordFrame
        form={form}
        backTo={base}
        label={words.save}
        labels={words.fields}
        write={writePhenotype}
      >
        <fieldset class="field" id={fieldId("comorbidities")}>
          <legend>{words.substanceLegend}</legend>
          <div class="choices">
            {choices("comorbidity", comorbidities({ ofSubstance: true })).map(({ value, label }) =>
              tick("comorbidities", value, label),
            )}
            {cautions({ ofSubstance: true }).map(({ id, text, level }) =>
              tick("cautions", id, `${text} (${word("level", level)})`),
            )}
          </div>
        </fieldset>
        {form.revision > 0 && (
          <TextField
            label={t().desk.forms.reason}
            hint={t().desk.forms.reasonHint}
            multiline
            {...bound(form).text("reason")}
          />
        )}
      </RecordFrame>
    </>
  );
}
