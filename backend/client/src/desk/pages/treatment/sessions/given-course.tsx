/* How a session was borne, and what was done about it. */
import { t } from "../../../../texts";
import { SelectField, TextField } from "../../../../ui/fields";
import { Group } from "../../../forms/parts";
import { Rows } from "../../../forms/rows";
import { bound } from "../../../forms/use-record-form";
import { choices, sessionField } from "../known";
import type { GivenProps } from "./given-fields";
import { FRESH_MEDICINE } from "./given-values";
import { MedicineFields } from "./medicine-fields";

export function CourseFields({ form }: GivenProps) {
  const words = t().desk.treatment;
  const { text, choice } = bound(form);
  const { choose, optional } = t().desk.forms;
  const numeric = { inputMode: "numeric" } as const;
  return (
    <Group title={words.sessions.courseGroup}>
      <div class="grid">
        <TextField
          label={words.fields.sedation_moaas_min}
          hint={words.sessions.moaasHint}
          {...numeric}
          {...text("sedation_moaas_min")}
        />
        <TextField
          label={words.fields.dissociation_peak}
          {...numeric}
          {...text("dissociation_peak")}
        />
        <TextField
          label={words.fields.nausea_vomiting}
          hint={words.sessions.degreeHint}
          {...numeric}
          {...text("nausea_vomiting")}
        />
        <TextField
          label={words.fields.anxiety_peak}
          hint={words.sessions.degreeHint}
          {...numeric}
          {...text("anxiety_peak")}
        />
        <TextField
          label={optional(words.fields.cadss6_total)}
          {...numeric}
          {...text("cadss6_total")}
        />
        <SelectField
          label={words.fields.changed}
          options={choices("changed", sessionField("changed").values ?? [])}
          empty={choose}
          {...choice("changed")}
        />
      </div>
      {form.values.changed === "stopped_early" && (
        <TextField label={words.fields.stop_reason} multiline {...text("stop_reason")} />
      )}
      <Rows
        name="rescue_given"
        title={words.fields.rescue_given}
        hint={words.sessions.emptyList}
        addLabel={words.sessions.addMedicine}
        rows={form.values.rescue_given}
        fresh={FRESH_MEDICINE}
        onChange={(rescue_given) => form.set({ rescue_given })}
      >
        {(row, at, set) => (
          <MedicineFields list="rescue_given" at={at} row={row} set={set} form={form} />
        )}
      </Rows>
    </Group>
  );
}
