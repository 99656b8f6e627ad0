/* One measure: its chart, what it comes to in words, and the numbers as a table. */
import { useMemo } from "preact/hooks";
import { catalogue } from "../../../catalogue/catalogue";
import { type Measured, PhoneChart } from "../../../charts/phone";
import { t } from "../../../texts";
import { number, tick } from "./looks";
import { compared, type Day, type Measure, named } from "./series";
import { DayTable } from "./table";

export interface Shared {
  sessions: string[];
  at: number;
  onLook: (at: number) => void;
}

const NAMED_DAYS = 4;

export function MeasureCard({ name, days, ...shared }: { name: Measure; days: Day[] } & Shared) {
  const words = t().phone.trends;
  const item = catalogue().diary.items.find(({ id }) => id === name);
  const scale = catalogue().scales[item?.scale ?? ""] ?? {};
  const { min = 0, max = 10, low = "", high = "" } = scale as Record<string, never>;
  const known = days.filter(({ value }) => value !== null).length;
  const latest = days.findLast(({ mean }) => mean !== null);
  const title = words.measures[name];
  const counted = words.daysKnown(known, days.length);
  const latestMean = latest ? words.latestMean(number(latest.mean), latest.n) : "";
  return (
    <section class="card measure">
      <h2>{title}</h2>
      <p class="soft">{words.ends(min, low, max, high)}</p>
      <PhoneChart
        {...useChart(days, [min, max])}
        {...shared}
        look="dots"
        summary={`${title}. ${counted} ${latestMean}`}
      />
      <p>
        {counted} {latestMean}
      </p>
      <Change days={days} isLowBetter={(scale as { better?: string }).better === "low"} />
      <DayTable caption={title} days={days} sessions={shared.sessions} withMean label={number} />
    </section>
  );
}

function useChart(days: Day[], domain: [number, number]): Omit<Measured, "look" | "sessions"> {
  const [min, max] = domain;
  const y = { domain, ticks: [min, (min + max) / 2, max], label: number };
  const labelled = useMemo(
    () =>
      named(
        days.map(({ day }) => day),
        NAMED_DAYS,
      ),
    [days],
  );
  return { points: days, y, days: labelled, dayLabel: tick };
}

/* The last two weeks against the two before, in words. */
function Change({ days, isLowBetter }: { days: Day[]; isLowBetter: boolean }) {
  const words = t().phone.trends;
  const found = compared(days);
  if (!found) return <p class="soft">{words.tooFew}</p>;
  const { now, before } = found;
  const by = Math.round((now.mean - before.mean) * 10) / 10;
  const isBetter = by < 0 === isLowBetter;
  return (
    <p>
      {words.fortnights(number(now.mean), now.n, number(before.mean), before.n)}{" "}
      {by === 0 ? words.same : words.change[isBetter ? "better" : "worse"](number(Math.abs(by)))}
    </p>
  );
}
