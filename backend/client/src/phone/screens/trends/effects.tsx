/* Side effects: the strongest of each day, and which were noted how often. */
import { useMemo } from "preact/hooks";
import { catalogue } from "../../../catalogue/catalogue";
import { PhoneChart } from "../../../charts/phone";
import { t } from "../../../texts";
import { severity, tick } from "./looks";
import type { Shared } from "./measure";
import { type Day, named, type Own } from "./series";
import { DayTable } from "./table";

const STEPS = [0, 1, 2, 3];
const NAMED_DAYS = 4;

export function Effects({
  strongest,
  noted,
  ...shared
}: Pick<Own, "strongest" | "noted"> & Shared) {
  const words = t().phone.trends;
  const known = strongest.filter(({ value }) => value !== null).length;
  const counted = words.daysKnown(known, strongest.length);
  const days = useMemo(() => named(strongest.map(dayOf), NAMED_DAYS), [strongest]);
  return (
    <section class="card measure">
      <h2>{words.effects}</h2>
      <p class="soft">{words.effectsHint}</p>
      <PhoneChart
        {...shared}
        look="bars"
        points={strongest}
        y={{ domain: [0, 3], ticks: STEPS, label: severity }}
        days={days}
        dayLabel={tick}
        summary={`${words.effects}. ${counted}`}
      />
      <p>{counted}</p>
      {noted.length === 0 ? (
        <p>{words.noEffects}</p>
      ) : (
        <ul class="noted">
          {noted.map(({ id, days: n }) => (
            <li key={id}>
              <span>{effectText(id)}</span>
              <span class="soft">{words.onDays(n)}</span>
            </li>
          ))}
        </ul>
      )}
      <DayTable
        caption={words.effects}
        days={strongest}
        sessions={shared.sessions}
        label={severity}
      />
    </section>
  );
}

function dayOf({ day }: Day): string {
  return day;
}

function effectText(id: string): string {
  return catalogue().side_effects.find((each) => each.id === id)?.text ?? id;
}
