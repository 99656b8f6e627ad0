/* The form for the results of one sample: every analyte of the catalogue, those left empty not sent. */
import type { Labs } from "../../../api/schema";
import { zone } from "../../../formats";
import { go } from "../../../router";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Awaited, Title, useLoaded } from "../../../ui/parts";
import { fieldId } from "../../forms/flaws";
import { Group, noteStored } from "../../forms/parts";
import { RecordFrame } from "../../forms/record-form";
import { unit } from "../../forms/show";
import { bound, type RecordForm, useRecordForm } from "../../forms/use-record-form";
import { known, type Lab } from "../treatment/known";
import { labLabels, writeLabs } from "./report";
import { report as load } from "./reports";
import {
  checkLabs,
  type LabsValues,
  needsUpperLimit,
  placeOfLabs,
  type Result,
  STRIP,
  sendLabs,
  unitsOf,
  valuesOfLabs,
} from "./wish";

export function NewLabs({ patient }: { patient: string }) {
  return (
    <>
      <Title>{t().desk.labs.newTitle}</Title>
      <LabsForm patient={patient} amends={null} />
    </>
  );
}

export function AmendLabs({ patient, id }: { patient: string; id: string }) {
  const found = useLoaded(() => load(patient, id), id);
  return (
    <>
      <Title>{t().desk.labs.amendTitle}</Title>
      <Awaited of={found}>{(report) => <LabsForm patient={patient} amends={report} />}</Awaited>
    </>
  );
}

function LabsForm({ patient, amends }: { patient: string; amends: Labs | null }) {
  const base = `/patient/${patient}/labs`;
  const words = t().desk.labs;
  const own = amends ? `${base}?report=${amends.id}` : base;
  const form = useRecordForm<LabsValues, Labs>({
    place: amends ? `${own}&do=amend` : `${base}?do=new`,
    fresh: () => ({
      id: amends?.id ?? crypto.randomUUID(),
      revision: amends?.revision ?? 0,
      values: valuesOfLabs(amends ?? {}),
    }),
    read: (id) => load(patient, id),
    valuesOf: valuesOfLabs,
    check: checkLabs,
    send: (sent) => sendLabs(patient, sent),
    onStored: (stored) => {
      noteStored(stored);
      go(`${base}?report=${stored.id}`);
    },
    placeOf: placeOfLabs,
  });
  const { text, error } = bound(form);
  return (
    <RecordFrame
      form={form}
      backTo={own}
      label={amends ? words.saveAmended : words.save}
      labels={labLabels()}
      write={writeLabs}
    >
      <Group title={words.sample}>
        <div class="grid">
          <TextField
            label={words.fields.taken_at}
            hint={t().desk.forms.clock(zone())}
            type="datetime-local"
            {...text("taken_at")}
          />
          <TextField
            label={t().desk.forms.optional(words.fields.laboratory)}
            maxLength={200}
            {...text("laboratory")}
          />
        </div>
      </Group>
      <Group title={words.fields.results}>
        <p class="soft">{words.resultsText}</p>
        {error("results") && <p class="field-error">{error("results")}</p>}
        <div class="scroll" id={fieldId("results")}>
          <table class="labs-form">
            <thead>
              <tr>
                <th scope="col">{words.analyte}</th>
                <th scope="col">{words.fields.value}</th>
                <th scope="col">{words.fields.unit}</th>
                <th scope="col">{words.fields.upper_limit}</th>
              </tr>
            </thead>
            <tbody>
              {known().labs.map((lab) => (
                <Row key={lab.id} lab={lab} form={form} />
              ))}
            </tbody>
          </table>
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
  );
}

interface RowProps {
  lab: Lab;
  form: RecordForm<LabsValues, Labs>;
}

function Row({ lab, form }: RowProps) {
  const words = t().desk.labs;
  const result = form.values.results[lab.id] as Result;
  const set = (change: Partial<Result>) =>
    form.set({ results: { ...form.values.results, [lab.id]: { ...result, ...change } } });
  if (!lab.unit) {
    return (
      <tr>
        <th scope="row">{lab.name}</th>
        <td class="field" colSpan={3}>
          <select
            id={fieldId(`results.${lab.id}.result`)}
            autocomplete="off"
            aria-label={lab.name}
            value={result.result}
            onChange={(event) => set({ result: event.currentTarget.value })}
          >
            <option value="">{words.notTested}</option>
            {STRIP.map((reading) => (
              <option key={reading} value={reading}>
                {words.strip[reading]}
              </option>
            ))}
          </select>
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <th scope="row">{lab.name}</th>
      <NumberCell lab={lab} name="value" form={form} result={result} set={set} />
      <td class="field">
        {unitsOf(lab).length > 1 ? (
          <select
            id={fieldId(`results.${lab.id}.unit`)}
            autocomplete="off"
            aria-label={`${lab.name}: ${words.fields.unit}`}
            value={result.unit}
            onChange={(event) => set({ unit: event.currentTarget.value })}
          >
            {unitsOf(lab).map((id) => (
              <option key={id} value={id}>
                {unit(id)}
              </option>
            ))}
          </select>
        ) : (
          <span class="plain-unit">{unit(lab.unit)}</span>
        )}
      </td>
      <NumberCell lab={lab} name="upper_limit" form={form} result={result} set={set} />
    </tr>
  );
}

interface CellProps extends RowProps {
  name: "value" | "upper_limit";
  result: Result;
  set: (change: Partial<Result>) => void;
}

function NumberCell({ lab, name, form, result, set }: CellProps) {
  const words = t().desk.labs;
  const field = `results.${lab.id}.${name}`;
  const wrong = bound(form).error(field);
  const isNeeded = name === "upper_limit" && needsUpperLimit(lab.id);
  const label = `${lab.name}: ${words.fields[name]}, ${unit(result.unit)}`;
  return (
    <td class="field">
      <input
        id={fieldId(field)}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        aria-label={isNeeded ? `${label}, ${words.needed}` : label}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? `${fieldId(field)}-error` : undefined}
        value={result[name]}
        onInput={(event) => set({ [name]: event.currentTarget.value })}
      />
      {isNeeded && <span class="soft">{words.needed}</span>}
      {wrong && (
        <span class="error" id={`${fieldId(field)}-error`}>
          {wrong}
        </span>
      )}
    </td>
  );
}
