/* What one step asks. */
import { scale } from "../../../catalogue/catalogue";
import { TextField } from "../../../ui/fields";
import { Button } from "../../../ui/parts";
import { AnswerField } from "../../diary/answer-field";
import { EffectsField } from "../../diary/effects";
import { type Draft, NO_EFFECTS } from "./draft";
import { isNote, type Step } from "./steps";

interface FieldsProps {
  step: Step;
  draft: Draft;
  complain: boolean;
  goOn: (draft: Draft) => void;
  onChange: (draft: Draft) => void;
}

export function StepFields({ step, draft, complain, goOn, onChange }: FieldsProps) {
  if (step.kind === "any_effects") return <AnyEffects {...{ step, draft, goOn }} />;
  if (step.kind === "effects") {
    return (
      <EffectsField
        ticked={draft.ticked}
        otherText={draft.otherText}
        complain={complain}
        onChange={(ticked, otherText) => onChange({ ...draft, ticked, otherText })}
      />
    );
  }
  return (
    <>
      {step.items.map((item) =>
        isNote(item) ? (
          <TextField
            key={item.id}
            label={item.text}
            multiline
            maxLength={scale(item).max_length ?? 500}
            value={draft.note}
            onInput={(note) => onChange({ ...draft, note })}
          />
        ) : (
          <AnswerField
            key={item.id}
            item={item}
            value={draft.answers[item.id] ?? null}
            onChange={(value) =>
              onChange({ ...draft, answers: { ...draft.answers, [item.id]: value } })
            }
          />
        ),
      )}
    </>
  );
}

/* Two buttons that go on by themselves: on most days this is one touch. */
function AnyEffects({ step, draft, goOn }: Pick<FieldsProps, "step" | "draft" | "goOn">) {
  const [item] = step.items;
  if (!item) return null;
  const say = (value: number) => {
    const spared = value === NO_EFFECTS ? { ticked: {}, otherText: "" } : {};
    goOn({ ...draft, answers: { ...draft.answers, [item.id]: value }, ...spared });
  };
  const given = draft.answers[item.id] ?? null;
  return (
    <fieldset class="field stack-small">
      <legend>{item.text}</legend>
      {scale(item).options?.map(({ value, label }) => (
        <Button key={value} kind="quiet" wide pressed={given === value} onClick={() => say(value)}>
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
