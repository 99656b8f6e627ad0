/* The doses that were logged, each with its standing and what can be done about it. */
import { useState } from "preact/hooks";
import { diaryDay, moment } from "../../../days";
import { me } from "../../../session";
import { waiting } from "../../../sync";
import { language, t } from "../../../texts";
import { Button } from "../../../ui/parts";
import { standingOf } from "../../own/sending";
import { EntryStanding } from "../../own/standing";
import { discardRefused, entryOf, type Taken } from "./doses";
import { amount, medicine } from "./looks";

interface Props {
  doses: Taken[];
  /* Whether the clinic's own list is known here. */
  isKnown: boolean;
  onChange: (dose: Taken) => void;
  onStrikeOut: (dose: Taken) => void;
  onDiscard: () => Promise<void>;
}

const SHOWN_FIRST = 7;

export function DoseList({ doses, isKnown, ...acts }: Props) {
  const [isAll, setAll] = useState(false);
  const words = t().phone.doses;
  const shown = isAll ? doses : doses.slice(0, SHOWN_FIRST);
  return (
    <section>
      <h2>{words.earlier}</h2>
      {isKnown && doses.length === 0 && <p class="soft">{words.noneYet}</p>}
      <ul>
        {shown.map((dose) => (
          <li key={dose.id} class="card dose">
            <DoseCard dose={dose} {...acts} />
          </li>
        ))}
      </ul>
      {shown.length < doses.length && (
        <Button kind="quiet" wide onClick={() => setAll(true)}>
          {words.showAll(doses.length)}
        </Button>
      )}
    </section>
  );
}

function DoseCard({
  dose,
  onChange,
  onStrikeOut,
  onDiscard,
}: { dose: Taken } & Omit<Props, "doses" | "isKnown">) {
  const words = t().phone.doses;
  const today = diaryDay(new Date(), me().day_starts_at);
  const isStruck = dose.status === "entered_in_error";
  const when = moment(dose.taken_at, language(), dose.time_zone);
  const standing = standingOf(entryOf(dose));
  const isRefused = standing === "needs_attention";
  const isWorthSaying = standing !== "received" || dose.day === today;
  return (
    <>
      <h3>{when}</h3>
      <p class={isStruck ? "struck" : undefined}>
        <strong>{amount(dose.dose_mg, words.mg)}</strong> {medicine(dose)}
      </p>
      {isStruck && <p>{words.struck}</p>}
      {!isStruck && dose.unconfirmed && <p class="soft">{words.unconfirmed}</p>}
      {dose.note && <p class="soft">{dose.note}</p>}
      {isWorthSaying && <EntryStanding entry={entryOf(dose)} />}
      {isRefused && (
        <>
          <p>{words.refused}</p>
          <Button
            kind="quiet"
            onClick={async () => {
              await discardRefused(dose, waiting.value);
              await onDiscard();
            }}
          >
            {words.discard(when)}
          </Button>
        </>
      )}
      {!isStruck && !isRefused && (
        <div class="row">
          <Button kind="quiet" onClick={() => onChange(dose)}>
            {words.change}
            <span class="visually-hidden"> {when}</span>
          </Button>
          <Button kind="quiet" onClick={() => onStrikeOut(dose)}>
            {words.strikeOut}
            <span class="visually-hidden"> {when}</span>
          </Button>
        </div>
      )}
    </>
  );
}
