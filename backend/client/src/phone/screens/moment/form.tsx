/* The form of a moment. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { catalogue } from "../../../catalogue/catalogue";
import { t } from "../../../texts";
import { TextField } from "../../../ui/fields";
import { Banner, Button, Problem, Title } from "../../../ui/parts";
import { AnswerField } from "../../diary/answer-field";
import { Confirm } from "../../diary/confirm";
import { EffectsField, isUnrated } from "../../diary/effects";
import { type Reason, SaveWithReason } from "../../diary/reasons";
import { type Feeling, isEmpty, items, momentText, saidMore } from "./feeling";
import "./moment.css";

interface FormProps {
  when: string;
  above: ComponentChildren;
  feeling: Feeling;
  isKnown: boolean;
  error: unknown;
  onChange: (feeling: Feeling) => void;
  onSave: (reason?: Reason) => unknown;
  onWithdraw: () => unknown;
  onCancel: () => unknown;
}

export function MomentForm(props: FormProps) {
  const { when, feeling, isKnown, error, onChange, onSave, onWithdraw, onCancel } = props;
  const [complain, setComplain] = useState(false);
  // What was said already is not hidden.
  const [saysMore] = useState(() => saidMore(feeling));
  const words = t().phone.moment;
  const [first, ...others] = items();
  const isUnfinished = isUnrated(feeling.ticked) || isEmpty(feeling);
  const save = (reason?: Reason) => (isUnfinished ? setComplain(true) : onSave(reason));
  const field = (item: typeof first) =>
    item && (
      <AnswerField
        key={item.id}
        item={{ ...item, text: momentText(item) }}
        value={feeling.answers[item.id] ?? null}
        onChange={(value) =>
          onChange({ ...feeling, answers: { ...feeling.answers, [item.id]: value } })
        }
      />
    );
  return (
    <>
      <Title>{words.title}</Title>
      <p class="soft">{words.at(when)}</p>
      {props.above}
      <Problem error={error} />
      {field(first)}
      <p class="soft">{words.hint}</p>
      <details class="moment-more" open={saysMore.anything}>
        <summary>{words.more}</summary>
        {others.map(field)}
        <Extras {...{ feeling, complain, onChange }} saysEffects={saysMore.effects} />
      </details>
      {complain && isUnfinished && (
        <Banner kind="bad" role="alert">
          <p>{isEmpty(feeling) ? words.empty : t().phone.day.unrated}</p>
        </Banner>
      )}
      {isKnown ? (
        <>
          <SaveWithReason onSave={save} />
          <Confirm
            ask={words.withdraw}
            question={words.withdrawQuestion}
            yes={t().phone.day.withdrawYes}
            no={t().phone.day.withdrawNo}
            onYes={onWithdraw}
          />
        </>
      ) : (
        <div class="moment-save row">
          <Button onClick={() => save()}>{t().common.save}</Button>
          <Button kind="quiet" onClick={onCancel}>
            {t().common.cancel}
          </Button>
        </div>
      )}
    </>
  );
}

function Extras({
  feeling,
  complain,
  saysEffects,
  onChange,
}: Pick<FormProps, "feeling" | "onChange"> & { complain: boolean; saysEffects: boolean }) {
  const words = t().phone.moment;
  return (
    <>
      <TextField
        label={words.note}
        multiline
        maxLength={catalogue().scales.free_text_500?.max_length ?? 500}
        value={feeling.note}
        onInput={(note) => onChange({ ...feeling, note })}
      />
      <details class="moment-more" open={saysEffects}>
        <summary>{words.effects}</summary>
        <EffectsField
          ticked={feeling.ticked}
          otherText={feeling.otherText}
          complain={complain}
          onChange={(ticked, otherText) => onChange({ ...feeling, ticked, otherText })}
        />
      </details>
    </>
  );
}
