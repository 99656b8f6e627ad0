/* The fields of one medicine that was given beside. */
import { t } from "../../../../texts";
import { TextField } from "../../../../ui/fields";
import { fieldId } from "../../../forms/flaws";
import { bound } from "../../../forms/use-record-form";
import type { GivenProps } from "./given-fields";
import type { MedicineRow } from "./given-values";

interface Props extends GivenProps {
  list: "premedication" | "rescue_given";
  at: number;
  row: MedicineRow;
  set: (change: Partial<MedicineRow>) => void;
}

export function MedicineFields({ list, at, row, set, form }: Props) {
  const words = t().desk.treatment.fields;
  const { optional } = t().desk.forms;
  const { error } = bound(form);
  const of = (name: keyof MedicineRow) => ({
    id: fieldId(`${list}.${at}.${name}`),
    error: error(`${list}.${at}.${name}`),
    value: row[name],
    onInput: (value: string) => set({ [name]: value }),
  });
  return (
    <>
      <TextField label={words.name} {...of("name")} />
      <TextField label={optional(words.dose)} inputMode="decimal" {...of("dose")} />
      <TextField label={optional(words.unit)} {...of("unit")} />
    </>
  );
}
