/* The fields that a plan and what was given share: dose, strength, weight, minutes. */
import { t } from "../../../../texts";
import { SelectField, TextField } from "../../../../ui/fields";
import { unit } from "../../../forms/show";
import { bound, type RecordForm, type Stored } from "../../../forms/use-record-form";
import { INFUSIONS, sessionField } from "../known";

/* In what the strength on a package is told. */
const STRENGTHS = ["mg/mL", "mg", "%"];

interface Shared {
  route: string;
  dose_mg: string;
  infusion_minutes: string;
  weight_kg: string;
  weighed_on: string;
  strength: string;
  strength_unit: string;
}

interface Props<T extends Shared, D extends Stored> {
  form: RecordForm<T, D>;
  /* What was given names its strength; a plan may leave it open. */
  strengthIsOptional: boolean;
}

export function AmountFields<T extends Shared, D extends Stored>(props: Props<T, D>) {
  const { text, choice } = bound(props.form);
  const words = t().desk.treatment.fields;
  const { optional, choose } = t().desk.forms;
  const mayBeOpen = (label: string) => (props.strengthIsOptional ? optional(label) : label);
  return (
    <div class="grid">
      <TextField label={words.dose_mg} inputMode="decimal" {...text("dose_mg")} />
      {INFUSIONS.includes(props.form.values.route) && (
        <TextField
          label={words.infusion_minutes}
          inputMode="numeric"
          {...text("infusion_minutes")}
        />
      )}
      <TextField label={words.weight_kg} inputMode="decimal" {...text("weight_kg")} />
      <TextField
        label={words.weighed_on}
        type="date"
        hint={t().desk.treatment.sessions.weighedHint(
          String(sessionField("weight_kg").max_age_days ?? ""),
        )}
        {...text("weighed_on")}
      />
      <TextField label={mayBeOpen(words.strength)} inputMode="decimal" {...text("strength")} />
      <SelectField
        label={mayBeOpen(words.strength_unit)}
        options={STRENGTHS.map((id) => ({ value: id, label: unit(id) }))}
        empty={choose}
        {...choice("strength_unit")}
      />
    </div>
  );
}
