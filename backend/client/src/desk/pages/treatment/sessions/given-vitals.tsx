/* Vital signs, one row for each time point. */
import { t } from "../../../../texts";
import { fieldId } from "../../../forms/flaws";
import { Group } from "../../../forms/parts";
import { unit } from "../../../forms/show";
import { bound } from "../../../forms/use-record-form";
import { vitalSigns, word } from "../known";
import type { GivenProps } from "./given-fields";
import { neededTimepoints, timepoints } from "./given-values";

export function VitalsTable({ form }: GivenProps) {
  const words = t().desk.treatment;
  const needed = neededTimepoints();
  return (
    <Group title={words.fields.vitals}>
      <p class="soft">
        {words.sessions.vitalsHint(needed.map((each) => word("timepoint", each)).join(", "))}
      </p>
      <div class="scroll" id={fieldId("vitals")}>
        <table class="vitals">
          <thead>
            <tr>
              <th scope="col">{words.fields.timepoint}</th>
              {vitalSigns().map(({ id, unit: of }) => (
                <th key={id} scope="col">
                  {word("vital", id)}
                  <br />
                  <span class="soft">{unit(of)}</span>
                </th>
              ))}
              <th scope="col">{t().desk.forms.optional(words.fields.taken_at)}</th>
            </tr>
          </thead>
          <tbody>
            {timepoints().map((timepoint) => (
              <Row key={timepoint} timepoint={timepoint} form={form} />
            ))}
          </tbody>
        </table>
      </div>
    </Group>
  );
}

function Row({ timepoint, form }: GivenProps & { timepoint: string }) {
  const words = t().desk.treatment;
  const { error } = bound(form);
  const row = form.values.vitals[timepoint] ?? {};
  const general = error(`vitals.${timepoint}`);
  const isNeeded = neededTimepoints().includes(timepoint);
  const set = (name: string, value: string) => {
    form.set({ vitals: { ...form.values.vitals, [timepoint]: { ...row, [name]: value } } });
  };
  const cell = (name: string, label: string, isTime = false) => {
    const id = fieldId(`vitals.${timepoint}.${name}`);
    const wrong = error(`vitals.${timepoint}.${name}`);
    return (
      <td key={name} class="field">
        <input
          id={id}
          {...(isTime
            ? { type: "datetime-local" }
            : { type: "text", inputMode: "numeric" as const })}
          autocomplete="off"
          aria-label={`${word("timepoint", timepoint)}: ${label}`}
          aria-invalid={wrong || (general && name === "systolic") ? true : undefined}
          aria-describedby={wrong ? `${id}-error` : undefined}
          value={row[name] ?? ""}
          onInput={(event) => set(name, event.currentTarget.value)}
        />
        {wrong && (
          <span class="error" id={`${id}-error`}>
            {wrong}
          </span>
        )}
      </td>
    );
  };
  return (
    <tr id={fieldId(`vitals.${timepoint}`)}>
      <th scope="row">
        {word("timepoint", timepoint)}
        {isNeeded && <span class="soft"> {words.sessions.needed}</span>}
        {general && <span class="error">{general}</span>}
      </th>
      {vitalSigns().map(({ id, unit: of }) =>
        cell(id, t().desk.forms.withUnit(word("vital", id), unit(of))),
      )}
      {cell("taken_at", words.fields.taken_at, true)}
    </tr>
  );
}
