/* All answers at a glance, each of which can still be changed, before they are saved. */

import { catalogue, type Instrument, type Item, scale } from "../../../catalogue/catalogue";
import { numberFormat } from "../../../formats";
import { language, t } from "../../../texts";
import { Button, Problem, Title } from "../../../ui/parts";
import type { Answers } from "./flow";
import "./questionnaire.css";

interface Props {
  instrument: Instrument;
  items: Item[];
  answers: Answers;
  error: unknown;
  onChange: (item: string) => void;
  onSave: () => Promise<unknown>;
}

export function Review({ instrument, items, answers, error, onChange, onSave }: Props) {
  const words = t().phone.questionnaire;
  return (
    <>
      <Title>{words.review}</Title>
      <Problem error={error} />
      <p>{words.reviewHint}</p>
      <Button wide onClick={onSave}>
        {t().common.save}
      </Button>
      <div lang={catalogue().catalogue.language}>
        {instrument.stem && <p class="stem">{instrument.stem}</p>}
      </div>
      <ul class="said">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" onClick={() => onChange(item.id)}>
              <span lang={catalogue().catalogue.language}>{item.text}</span>
              <strong>{told(item, answers[item.id] ?? null)}</strong>
              <span class="change">{words.change}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function told(item: Item, value: number | null): string {
  if (value === null) return t().common.skipped;
  const option = scale(item).options?.find((each) => each.value === value);
  return option?.label ?? numberFormat(language()).format(value);
}
