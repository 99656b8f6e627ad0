/* Side effects by exception: ticked in a list, and only then asked how strong. */
import { catalogue, type SideEffect } from "../../catalogue/catalogue";
import type { Said } from "../../kept/diary";
import { t } from "../../texts";
import { ChoiceField, TextField, Tick } from "../../ui/fields";

/* What is ticked, with how strong it was, or null as long as that isn't said. */
export type Ticked = Record<string, number | null>;

interface EffectsProps {
  ticked: Ticked;
  otherText: string;
  /* Names those that are ticked and not rated, once the person wanted to go on. */
  complain: boolean;
  onChange: (ticked: Ticked, otherText: string) => void;
}

export function EffectsField({ ticked, otherText, complain, onChange }: EffectsProps) {
  const words = t().phone.day;
  const groups = [
    { title: words.effectsSoon, of: listed(({ expected }) => expected === "acute") },
    { title: words.effectsAny, of: listed((one) => one.expected === "any" && !one.free_text) },
    { title: words.effectsLate, of: listed(({ expected }) => expected === "late") },
    { title: words.effectsElse, of: listed(({ free_text }) => free_text === true) },
  ];
  return (
    <div class="effects">
      {groups.map(({ title, of }) => (
        <fieldset key={title} class="field">
          <legend>{title}</legend>
          <div class="choices">
            {of.map((effect) => (
              <Effect
                key={effect.id}
                {...{ effect, ticked, complain, otherText }}
                onChange={onChange}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

function listed(belongs: (effect: SideEffect) => boolean): SideEffect[] {
  return catalogue().side_effects.filter(belongs);
}

function Effect({
  effect,
  ticked,
  otherText,
  complain,
  onChange,
}: EffectsProps & { effect: SideEffect }) {
  const words = t().phone.day;
  const isTicked = effect.id in ticked;
  const strength = ticked[effect.id] ?? null;
  const tick = (checked: boolean) => {
    const { [effect.id]: _, ...others } = ticked;
    onChange(checked ? { ...ticked, [effect.id]: null } : others, otherText);
  };
  return (
    <div>
      <Tick label={effect.text} checked={isTicked} onChange={tick} />
      {isTicked && (
        <div class="effect-more">
          {effect.free_text && (
            <TextField
              label={words.otherText}
              value={otherText}
              maxLength={catalogue().scales.free_text_500?.max_length ?? 500}
              onInput={(text) => onChange(ticked, text)}
            />
          )}
          <ChoiceField
            label={words.howStrong}
            error={complain && strength === null ? words.sayHowStrong : undefined}
            value={strength}
            options={strengths()}
            onChange={(value) => onChange({ ...ticked, [effect.id]: value }, otherText)}
          />
        </div>
      )}
    </div>
  );
}

function strengths() {
  return (catalogue().scales.severity_0_3?.options ?? []).filter(({ value }) => value > 0);
}

/* Whether something is ticked and not rated. */
export function isUnrated(ticked: Ticked): boolean {
  return Object.values(ticked).includes(null);
}

/* What can be sent of it: what isn't rated yet is left out. */
export function rated(
  ticked: Ticked,
  otherText: string,
): Pick<Said, "side_effects" | "other_text"> {
  const found = Object.entries(ticked).filter((pair): pair is [string, number] => pair[1] !== null);
  const hasOther = catalogue().side_effects.some(({ id, free_text }) => free_text && id in ticked);
  return {
    side_effects: Object.fromEntries(found),
    other_text: hasOther && otherText.trim() ? otherText.trim() : null,
  };
}
