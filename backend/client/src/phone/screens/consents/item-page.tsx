import { useState } from "preact/hooks";
import type { ConsentItem } from "../../../api/schema";
import { t } from "../../../texts";
import { ChoiceField } from "../../../ui/fields";
import { Button, Title } from "../../../ui/parts";

export const TO_SHARE = "c_share";

interface Props {
  id: string;
  item: ConsentItem;
  answer: boolean | null;
  counted: string;
  onBack: () => void;
  onAnswer: (answer: boolean) => void;
}

/* One point of the form, with yes and no alike. */
export function ItemPage({ id, item, answer, counted, onBack, onAnswer }: Props) {
  const words = t().phone.consents;
  const [chosen, setChosen] = useState<"yes" | "no" | null>(
    answer === null ? null : answer ? "yes" : "no",
  );
  const [missing, setMissing] = useState(false);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen) onAnswer(chosen === "yes");
        else setMissing(true);
      }}
    >
      <p class="soft">{counted}</p>
      <Title>{item.text}</Title>
      <Needed id={id} item={item} />
      <ChoiceField
        label={item.required ? words.required : words.optional}
        error={missing ? words.choose : undefined}
        value={chosen}
        options={[
          { value: "yes", label: words.yes },
          { value: "no", label: words.no },
        ]}
        onChange={(value) => {
          setMissing(false);
          setChosen(value);
        }}
      />
      <div class="stack">
        <Button wide type="submit">
          {t().common.next}
        </Button>
        <Button wide kind="quiet" onClick={onBack}>
          {t().common.back}
        </Button>
      </div>
    </form>
  );
}

/* Why a point is asked: needed, needed to share, or the person's own choice. */
export function Needed({ id, item }: { id: string; item: ConsentItem }) {
  const words = t().phone.consents;
  if (item.required) return <p>{words.requiredWhy}</p>;
  return <p>{id === TO_SHARE ? words.forSharing : words.optionalWhy}</p>;
}
