import { useState } from "preact/hooks";
import { t } from "../../../texts";
import { TextField, Tick } from "../../../ui/fields";
import { Button, fieldError, Title } from "../../../ui/parts";
import { ErrorSummary } from "../../error-summary";
import { CATEGORIES, type Choice } from "./shares";

interface Props {
  title: string;
  choice: Choice;
  button: string;
  error?: unknown;
  onChosen: (choice: Choice) => unknown;
  onBack: () => void;
}

/* What may be seen, by whom and until when; nothing is ticked beforehand. */
export function ChoiceForm({ title, choice, button, error, onChosen, onBack }: Props) {
  const words = t().phone.sharing;
  const [wish, setWish] = useState(choice);
  const [missing, setMissing] = useState(false);
  const { categories } = wish;
  return (
    <form
      class="card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(categories.length === 0);
        if (categories.length) void onChosen(wish);
      }}
    >
      <Title>{title}</Title>
      <ErrorSummary error={error} fields={[{ name: "expires_on", id: "share-until" }]} />
      <fieldset class="field" aria-describedby={missing ? "share-missing" : undefined}>
        <legend class="visually-hidden">{title}</legend>
        {missing && (
          <span class="error" id="share-missing" role="alert">
            {words.chooseOne}
          </span>
        )}
        <div class="choices">
          {CATEGORIES.map((category) => (
            <Tick
              key={category}
              label={words.categories[category]}
              checked={categories.includes(category)}
              onChange={(wanted) => {
                const others = categories.filter((each) => each !== category);
                setWish({ ...wish, categories: wanted ? [...others, category] : others });
              }}
            />
          ))}
        </div>
      </fieldset>
      <div class="field">
        <div class="choices">
          <Tick
            label={
              <>
                {words.team} <span class="soft">{words.teamHint}</span>
              </>
            }
            checked={wish.covers_team}
            onChange={(covers_team) => setWish({ ...wish, covers_team })}
          />
        </div>
      </div>
      <TextField
        id="share-until"
        type="date"
        label={words.until}
        hint={words.untilHint}
        error={fieldError(error, "expires_on")}
        value={wish.expires_on ?? ""}
        onInput={(day) => setWish({ ...wish, expires_on: day || null })}
      />
      <div class="stack">
        <Button type="submit" wide>
          {button}
        </Button>
        <Button kind="quiet" wide onClick={onBack}>
          {t().common.back}
        </Button>
      </div>
    </form>
  );
}
