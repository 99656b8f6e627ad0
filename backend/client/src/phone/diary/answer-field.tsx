/* One item of the diary, asked in the way of its scale. Nothing chosen means skipped. */
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Item, type Scale, scale } from "../../catalogue/catalogue";
import type { Value } from "../../kept/diary";
import { t } from "../../texts";
import { ChoiceField, NumberScale, TextField } from "../../ui/fields";
import "./diary.css";

interface AnswerProps {
  item: Item;
  value: Value;
  onChange: (value: Value) => void;
  beside?: ComponentChildren;
}

const MOST_BUTTONS = 11;
const FEW = 6;

export function AnswerField(props: AnswerProps) {
  const { item, value, onChange } = props;
  const how = scale(item);
  const beside = <NoAnswer label={item.text} value={value} onClear={() => onChange(null)} />;
  if (how.type === "choice") {
    return (
      <ChoiceField
        label={item.text}
        value={value}
        options={how.options ?? []}
        onChange={onChange}
        beside={beside}
      />
    );
  }
  if (how.type === "decimal") return <AmountField {...{ item, how, value, onChange }} />;
  const { min = 0, max = 10, step = 1 } = how;
  if ((max - min) / step >= MOST_BUTTONS) {
    return <CountField {...{ item, how, value, onChange, beside }} />;
  }
  return (
    <NumberScale
      label={item.text}
      min={min}
      max={max}
      step={step}
      low={item.low ?? how.low}
      high={item.high ?? how.high}
      value={value}
      onChange={onChange}
      beside={beside}
    />
  );
}

/* Takes an answer away again that a finger gave by mistake. Its room is kept, so that nothing
   moves under the finger. */
function NoAnswer({ label, value, onClear }: { label: string; value: Value; onClear: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <button
      ref={button}
      type="button"
      class={value === null ? "no-answer unseen" : "no-answer"}
      onClick={() => {
        // It is about to go, and the focus must not go with it.
        button.current?.closest("fieldset")?.querySelector("input")?.focus();
        onClear();
      }}
    >
      {t().common.clear}
      <span class="visually-hidden"> {label}</span>
    </button>
  );
}

type ScaledProps = AnswerProps & { how: Scale };

/* A number of things: the small ones by one touch, the others typed. */
function CountField({ item, how, value, onChange, beside }: ScaledProps) {
  const [typing, setTyping] = useState(value !== null && value >= FEW);
  const words = t().phone.day;
  const MORE = -1;
  const few = Array.from({ length: FEW }, (_, number) => ({
    value: number,
    label: String(number),
  }));
  return (
    <div class="count">
      <ChoiceField
        label={item.text}
        value={typing ? MORE : value}
        options={[...few, { value: MORE, label: words.moreThan(FEW - 1) }]}
        onChange={(number) => {
          setTyping(number === MORE);
          onChange(number === MORE ? null : number);
        }}
        beside={!typing && beside}
      />
      {typing && (
        <AmountField
          item={{ ...item, text: words.howMany }}
          how={how}
          value={value}
          onChange={onChange}
        />
      )}
    </div>
  );
}

/* A number that is typed, with what is wrong with it. */
function AmountField({ item, how, value, onChange }: ScaledProps) {
  const [typed, setTyped] = useState(value === null ? "" : String(value));
  const { min = 0, max = 0, step = 1 } = how;
  const words = t().phone.day;
  return (
    <TextField
      label={item.text}
      hint={step < 1 ? words.halves : undefined}
      inputMode={step < 1 ? "decimal" : "numeric"}
      value={typed}
      error={typed && numberIn(typed, how) === null ? words.notANumber(min, max) : undefined}
      onInput={(text) => {
        setTyped(text);
        onChange(numberIn(text, how));
      }}
    />
  );
}

/* The number that was typed, with a comma or a point, or null if the scale has none like it. */
function numberIn(text: string, { min = 0, max = 0, step = 1 }: Scale): Value {
  const number = Number(text.trim().replace(",", "."));
  const fits = text.trim() !== "" && number >= min && number <= max && number % step === 0;
  return fits ? number : null;
}
