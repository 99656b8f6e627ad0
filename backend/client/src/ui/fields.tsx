/* The parts that forms are made of. Every part has a name for screen readers and says its error. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../texts";
import "./number-scale.css";

interface Named {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

interface TextProps extends Named {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "email" | "password" | "number" | "date" | "time" | "datetime-local" | "search";
  multiline?: boolean;
  autocomplete?: string;
  inputMode?: "numeric" | "decimal" | "text";
  maxLength?: number;
  min?: string;
  max?: string;
  step?: string;
  required?: boolean;
  id?: string;
}

/* One line, or several, of what a person types. A password can be looked at. */
export function TextField({ label, hint, error, value, onInput, multiline, ...rest }: TextProps) {
  const made = useId();
  const [isShown, setShown] = useState(false);
  const isSecret = rest.type === "password";
  const id = rest.id ?? made;
  const shared = {
    ...rest,
    ...(isSecret && isShown ? { type: "text", autocapitalize: "none", spellcheck: false } : {}),
    id,
    value,
    autocomplete: rest.autocomplete ?? "off",
    "aria-invalid": error ? true : undefined,
    "aria-describedby": described(id, hint, error),
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
  } as Record<string, unknown>;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Told id={id} hint={hint} error={error} />
      {multiline ? <textarea rows={4} {...shared} /> : <input type="text" {...shared} />}
      {isSecret && (
        <button type="button" class="look" aria-controls={id} onClick={() => setShown(!isShown)}>
          {isShown ? t().common.hide : t().common.show}
          <span class="visually-hidden"> {label}</span>
        </button>
      )}
    </div>
  );
}

interface SelectProps<T extends string> extends Named {
  value: T | "";
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
  empty?: string;
  id?: string;
}

export function SelectField<T extends string>(props: SelectProps<T>) {
  const made = useId();
  const id = props.id ?? made;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <Told id={id} hint={props.hint} error={props.error} />
      <select
        id={id}
        autocomplete="off"
        value={props.value}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={described(id, props.hint, props.error)}
        onChange={(event) => props.onChange(event.currentTarget.value as T)}
      >
        {props.empty !== undefined && <option value="">{props.empty}</option>}
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ChoiceProps<T extends string | number> extends Named {
  value: T | null;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
  id?: string;
  /* Stands beside the choices. */
  beside?: ComponentChildren;
}

/* One of a few, each a large target. */
export function ChoiceField<T extends string | number>(props: ChoiceProps<T>) {
  const made = useId();
  const id = props.id ?? made;
  return (
    <fieldset class="field" id={id} aria-describedby={described(id, props.hint, props.error)}>
      <legend>{props.label}</legend>
      <Told id={id} hint={props.hint} error={props.error} />
      <div class="choices">
        {props.options.map(({ value, label }) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name={id}
              autocomplete="off"
              checked={props.value === value}
              onChange={() => props.onChange(value)}
            />
            <span>{label}</span>
          </label>
        ))}
        {props.beside}
      </div>
    </fieldset>
  );
}

interface TickProps {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

export function Tick({ label, checked, onChange, disabled = false }: TickProps) {
  return (
    <label class="choice">
      <input
        type="checkbox"
        autocomplete="off"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface NumberScaleProps extends Named {
  min: number;
  max: number;
  step?: number;
  low?: string | undefined;
  high?: string | undefined;
  value: number | null;
  onChange: (value: number) => void;
  /* Stands beside the number buttons. */
  beside?: ComponentChildren;
}

const MOST_BUTTONS = 11;

/* A scale to touch once: number buttons, and a slider over them for who rather slides. */
export function NumberScale(props: NumberScaleProps) {
  const { min, max, step = 1, value, onChange } = props;
  const id = useId();
  const steps = Math.round((max - min) / step) + 1;
  const numbers = Array.from({ length: steps }, (_, at) => min + at * step);
  return (
    <fieldset class="field" aria-describedby={described(id, props.hint, props.error)}>
      <legend>{props.label}</legend>
      <Told id={id} hint={props.hint} error={props.error} />
      {steps <= MOST_BUTTONS && (
        <div class={max > 99 ? "scale-buttons few" : "scale-buttons"}>
          {numbers.map((number) => (
            <label key={number} class="scale-button">
              <input
                type="radio"
                name={id}
                autocomplete="off"
                checked={value === number}
                onChange={() => onChange(number)}
              />
              <span>{number}</span>
            </label>
          ))}
          {props.beside}
        </div>
      )}
      <input
        class="scale-range"
        type="range"
        autocomplete="off"
        aria-label={props.label}
        aria-valuetext={value === null ? t().common.skipped : String(value)}
        min={min}
        max={max}
        step={step}
        value={value ?? (min + max) / 2}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      <div class="scale-ends">
        <span>{props.low ?? min}</span>
        {steps > MOST_BUTTONS && <output>{value ?? "–"}</output>}
        <span>{props.high ?? max}</span>
      </div>
    </fieldset>
  );
}

function Told({
  id,
  hint,
  error,
}: {
  id: string;
  hint?: string | undefined;
  error?: string | undefined;
}) {
  return (
    <>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {error && (
        <span class="error" id={`${id}-error`}>
          {error}
        </span>
      )}
    </>
  );
}

function described(id: string, hint?: string, error?: string): string | undefined {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return ids.length ? ids.join(" ") : undefined;
}
