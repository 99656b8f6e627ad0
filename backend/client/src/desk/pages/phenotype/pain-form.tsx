/* The form by which the pain is characterised. */
import type { Phenotype } from "../../../api/schema";
import { go } from "../../../router";
import { t } from "../../../texts";
import { SelectField, TextField, Tick } from "../../../ui/fields";
import { Title } from "../../../ui/parts";
import { fieldId } from "../../forms/flaws";
import { Group, noteStored } from "../../forms/parts";
import { RecordFrame } from "../../forms/record-form";
import { number, numberOf } from "../../forms/show";
import { bound, type RecordForm, useRecordForm } from "../../forms/use-record-form";
import { BodyMap } from "./body-map";
import {
  cautions,
  choices,
  codeName,
  comorbidities,
  duration,
  GRADED,
  known,
  word,
  wpi,
} from "./known";
import { checkPain, type PainValues, pain, placeOfPain, sendPain, valuesOfPain } from "./pain-wish";
import { writePhenotype } from "./shown";

interface Props {
  patient: string;
  stored: Phenotype | null;
}

type Form = { form: RecordForm<PainValues, Phenotype> };

export function PainForm({ patient, stored }: Props) {
  const base = `/patient/${patient}/phenotype`;
  const words = t().desk.phenotype;
  const form = useRecordForm<PainValues, Phenotype>({
    place: `${base}?do=pain`,
    fresh: () => ({
      id: patient,
      revision: stored?.revision ?? 0,
      values: valuesOfPain(stored),
    }),
    read: async () => (await pain(patient)) as Phenotype,
    valuesOf: valuesOfPain,
    check: checkPain,
    send: (sent) => sendPain(patient, sent),
    onStored: (kept) => {
      noteStored(kept);
      go(base);
    },
    placeOf: placeOfPain,
  });
  return (
    <>
      <Title>{words.painTitle}</Title>
      <RecordFrame
        form={form}
        backTo={base}
        label={words.save}
        labels={words.fields}
        write={writePhenotype}
      >
        <Kind form={form} />
        <Where form={form} />
        <Beside form={form} />
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

function Kind({ form }: Form) {
  const words = t().desk.phenotype;
  const { text, choice } = bound(form);
  const { choose, optional } = t().desk.forms;
  const { values } = form;
  const months = numberOf(values.pain_duration_months);
  const codes = known().icd11_chronic_pain.map(({ code }) => code);
  return (
    <Group title={words.kind}>
      <SelectField
        label={words.fields.main_code}
        options={codes.map((code) => ({ value: code, label: codeName(code) }))}
        empty={choose}
        {...choice("main_code")}
      />
      <div class="grid">
        <SelectField
          label={words.fields.pain_mechanism}
          options={choices("mechanism", known().pain_mechanism)}
          empty={choose}
          {...choice("pain_mechanism")}
        />
        {GRADED.includes(values.pain_mechanism) && (
          <SelectField
            label={words.fields.neuropathic_grade}
            options={choices("grade", known().neuropathic_grade)}
            empty={choose}
            {...choice("neuropathic_grade")}
          />
        )}
        <TextField
          label={words.fields.pain_duration_months}
          hint={months ? words.thatIs(duration(months)) : undefined}
          inputMode="numeric"
          {...text("pain_duration_months")}
        />
        <SelectField
          label={words.fields.sex_at_birth}
          hint={words.sexHint}
          options={choices("sex", known().sex_at_birth)}
          empty={choose}
          {...choice("sex_at_birth")}
        />
      </div>
      <details>
        <summary>{words.furtherCodes(number(values.further_codes.length))}</summary>
        <Ticks
          name="further_codes"
          form={form}
          options={codes
            .filter((code) => code !== values.main_code)
            .map((code) => ({ value: code, label: codeName(code) }))}
        />
      </details>
      <TextField
        label={optional(words.fields.onset_event)}
        multiline
        maxLength={2000}
        {...text("onset_event")}
      />
    </Group>
  );
}

function Where({ form }: Form) {
  const words = t().desk.phenotype;
  const { body_sites } = form.values;
  return (
    <Group title={words.where}>
      <p role="status">{words.wpi(number(wpi(body_sites)))}</p>
      <BodyMap
        sites={body_sites}
        error={bound(form).error("body_sites")}
        onChange={(sites) => form.set({ body_sites: sites })}
      />
    </Group>
  );
}

function Beside({ form }: Form) {
  const words = t().desk.phenotype;
  return (
    <Group title={words.beside}>
      <Ticks
        name="cautions"
        form={form}
        options={cautions({ ofSubstance: false }).map(({ id, text, level }) => ({
          value: id,
          label: `${text} (${word("level", level)})`,
        }))}
      />
      <Ticks
        name="comorbidities"
        form={form}
        options={choices("comorbidity", comorbidities({ ofSubstance: false }))}
      />
      <Ticks
        name="treatments_failed"
        form={form}
        options={choices(
          "group",
          known().comedication_groups.map(({ id }) => id),
        )}
      />
      <TextField
        label={t().desk.forms.optional(words.fields.treatments_failed_other)}
        multiline
        maxLength={2000}
        {...bound(form).text("treatments_failed_other")}
      />
    </Group>
  );
}

interface TicksProps extends Form {
  name: "further_codes" | "cautions" | "comorbidities" | "treatments_failed";
  options: { value: string; label: string }[];
}

function Ticks({ name, form, options }: TicksProps) {
  const chosen = form.values[name];
  return (
    <fieldset class="field" id={fieldId(name)}>
      <legend>{t().desk.phenotype.fields[name]}</legend>
      <div class="choices two">
        {options.map(({ value, label }) => (
          <Tick
            key={value}
            label={label}
            checked={chosen.includes(value)}
            onChange={(checked) =>
              form.set({
                [name]: checked ? [...chosen, value] : chosen.filter((each) => each !== value),
              } as Partial<PainValues>)
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
