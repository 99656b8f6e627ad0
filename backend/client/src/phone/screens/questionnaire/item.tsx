/* One question with its scale, in the very words of the catalogue. */
import { useState } from "preact/hooks";
import { type Item, scale } from "../../../catalogue/catalogue";
import { t } from "../../../texts";
import { ChoiceField, NumberScale, TextField } from "../../../ui/fields";
import { Button } from "../../../ui/parts";

interface Props {
  item: Item;
  value: number | null;
  onNext: (value: number | null) => void;
}

const MOST_BUTTONS = 11;

export function Question({ item, value, onNext }: Props) {
  const [given, setGiven] = useState<number | null>(value);
  const [said, setSaid] = useState(value === null ? "" : String(value));
  const [error, setError] = useState<string | undefined>();
  const words = t().phone.questionnaire;
  const { min = 0, max = 0, step = 1, type, options } = scale(item);
  const isTyped = type !== "choice" && (max - min) / step + 1 > MOST_BUTTONS;
  const shared = { label: item.text, error };
  const take = (number: number) => {
    setGiven(number);
    setError(undefined);
  };
  const read = () => {
    if (!isTyped) return given;
    const number = said.trim() === "" ? Number.NaN : Number(said.replace(",", "."));
    return number >= min && number <= max && Number.isInteger(number / step) ? number : null;
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const answer = read();
        if (answer !== null) onNext(answer);
        else setError(isTyped ? words.wantsNumber(min, max) : words.wantsAnswer);
      }}
    >
      {type === "choice" ? (
        <ChoiceField {...shared} value={given} options={options ?? []} onChange={take} />
      ) : isTyped ? (
        <TextField {...shared} inputMode="numeric" value={said} onInput={setSaid} />
      ) : (
        <Numbers item={item} error={error} value={given} onChange={take} />
      )}
      <p class="visually-hidden" role="alert">
        {error}
      </p>
      <div class="stack">
        <Button type="submit" wide>
          {t().common.next}
        </Button>
        <Button kind="quiet" wide onClick={() => onNext(null)}>
          {words.skip}
        </Button>
      </div>
    </form>
  );
}

interface NumbersProps {
  item: Item;
  error: string | undefined;
  value: number | null;
  onChange: (value: number) => void;
}

function Numbers({ item, ...rest }: NumbersProps) {
  const { min = 0, max = 10, step = 1, low, high } = scale(item);
  const ends = { low: item.low ?? low, high: item.high ?? high };
  return <NumberScale label={item.text} min={min} max={max} step={step} {...ends} {...rest} />;
}
