/* Why something that was saved is changed: one tap, or own words. */
import { t } from "../../../texts";
import { ChoiceField, TextField } from "../../../ui/fields";

export interface Reasoned {
  choice: "mistake" | "remembered" | "other" | null;
  text: string;
}

interface Props {
  id?: string;
  value: Reasoned;
  error?: string | undefined;
  onChange: (value: Reasoned) => void;
}

export function Reason({ id, value, error, onChange }: Props) {
  const words = t().phone.doses.reason;
  const choices = ["mistake", "remembered", "other"] as const;
  return (
    <>
      <ChoiceField
        {...(id ? { id } : {})}
        label={words.label}
        error={error}
        value={value.choice}
        options={choices.map((choice) => ({ value: choice, label: words[choice] }))}
        onChange={(choice) => onChange({ ...value, choice })}
      />
      {value.choice === "other" && (
        <TextField
          label={words.text}
          maxLength={500}
          value={value.text}
          onInput={(text) => onChange({ ...value, text })}
        />
      )}
    </>
  );
}

/* The reason in words; empty as long as none is given. */
export function reasonText({ choice, text }: Reasoned): string {
  if (choice === null) return "";
  return choice === "other" ? text.trim() : t().phone.doses.reason[choice];
}
