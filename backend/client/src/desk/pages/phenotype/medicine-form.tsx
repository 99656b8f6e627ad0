/* The form for one other medicine, from when to when. */
import type { Medicine } from "../../../api/schema";
import { go } from "../../../router";
import { t } from "../../../texts";
import { SelectField, TextField } from "../../../ui/fields";
import { Awaited, Title, useLoaded } from "../../../ui/parts";
import { Group, noteStored } from "../../forms/parts";
import { RecordFrame } from "../../forms/record-form";
import { unit } from "../../forms/show";
import { bound, useRecordForm } from "../../forms/use-record-form";
import { choices, opioids, PATCH, word } from "./known";
import {
  checkMedicine,
  type MedicineValues,
  medicine,
  sendMedicine,
  valuesOfMedicine,
} from "./medicine-wish";

export function AmendMedicine({ patient, id }: { patient: string; id: string }) {
  const found = useLoaded(() => medicine(patient, id), id);
  return (
    <Awaited of={found}>{(stored) => <MedicineForm patient={patient} stored={stored} />}</Awaited>
  );
}

/* How a medicine's values are written out. */
export function writeMedicine(name: string, value: unknown): string {
  if (name === "opioid") return word("opioid", String(value));
  return name === "status" ? word("status", String(value)) : "";
}

export function MedicineForm({ patient, stored }: { patient: string; stored: Medicine | null }) {
  const base = `/patient/${patient}/phenotype`;
  const words = t().desk.phenotype;
  const own = stored ? `${base}?medicine=${stored.id}` : base;
  const form = useRecordForm<MedicineValues, Medicine>({
    place: stored ? `${own}&do=amend` : `${base}?do=medicine`,
    fresh: () => ({
      id: stored?.id ?? crypto.randomUUID(),
      revision: stored?.revision ?? 0,
      values: valuesOfMedicine(stored),
    }),
    read: (id) => medicine(patient, id),
    valuesOf: valuesOfMedicine,
    check: checkMedicine,
    send: (sent) => sendMedicine(patient, sent),
    onStored: (kept) => {
      noteStored(kept);
      go(`${base}?medicine=${kept.id}`);
    },
  });
  const { text, choice } = bound(form);
  const { optional, withUnit } = t().desk.forms;
  const doseUnit = unit(form.values.opioid === PATCH ? "ug/h" : "mg/d");
  return (
    <>
      <Title>{stored ? words.amendMedicine : words.newMedicine}</Title>
      <RecordFrame
        form={form}
        backTo={own}
        label={words.save}
        labels={words.fields}
        write={writeMedicine}
      >
        <Group title={words.medicine}>
          <div class="grid">
            <TextField label={optional(words.fields.name)} maxLength={200} {...text("name")} />
            <TextField
              label={words.fields.atc}
              hint={words.atcHint}
              maxLength={7}
              {...text("atc")}
            />
            <TextField label={words.fields.from_on} type="date" {...text("from_on")} />
            <TextField
              label={words.fields.to_on}
              hint={words.toHint}
              type="date"
              {...text("to_on")}
            />
          </div>
        </Group>
        <Group title={words.opioidGroup}>
          <p class="soft">{words.opioidText}</p>
          <div class="grid">
            <SelectField
              label={words.fields.opioid}
              options={choices("opioid", opioids())}
              empty={words.noOpioid}
              {...choice("opioid")}
            />
            {form.values.opioid && (
              <TextField
                label={withUnit(words.fields.opioid_dose, doseUnit)}
                inputMode="decimal"
                {...text("opioid_dose")}
              />
            )}
          </div>
        </Group>
        {form.revision > 0 && (
          <TextField
            label={t().desk.forms.reason}
            hint={t().desk.forms.reasonHint}
            multiline
            {...text("reason")}
          />
        )}
      </RecordFrame>
    </>
  );
}
