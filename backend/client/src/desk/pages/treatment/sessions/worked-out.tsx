/* What the typed values amount to, beside what the order says and what was given before. */
import type { Exposure, Order, Session } from "../../../../api/schema";
import { t } from "../../../../texts";
import { amount, number, unit, when } from "../../../forms/show";
import { word } from "../known";
import {
  type Amounts,
  around,
  interval,
  type Judged,
  judge,
  startOf,
  volumeMl,
  workedOut,
} from "./judging";

export interface Before {
  order: Order;
  sessions: Session[];
  exposure: Exposure;
}

interface Props {
  id: string;
  amounts: Amounts;
  at: string | null;
  before: Before;
  /* Which other sessions count: for a plan also those that are planned. */
  statuses: string[];
}

const SHOWN = 3;

export function WorkedOut({ id, amounts, at, before, statuses }: Props) {
  const words = t().desk.treatment.worked;
  const others = around(before.sessions, id, amounts, at, statuses);
  const judged = judge(amounts, others.mgOnDay);
  return (
    <section class="card worked" aria-label={words.title}>
      <h2>{words.title}</h2>
      <p class="soft">{words.noAdvice}</p>
      <Figures amounts={amounts} />
      <Limits judged={judged} />
      <AgainstOrder amounts={amounts} order={before.order} judged={judged} />
      <Earlier before={before} at={at} others={others} amounts={amounts} />
    </section>
  );
}

function Figures({ amounts }: { amounts: Amounts }) {
  const words = t().desk.treatment.worked;
  const { perKg, perHour, perKgPerHour } = workedOut(amounts);
  const volume = volumeMl(amounts);
  const rows: [string, string | null][] = [
    [words.perKg, perKg === null ? null : amount(perKg, "mg/kg", SHOWN)],
    [words.perHour, perHour === null ? null : amount(perHour, "mg/h", SHOWN)],
    [words.perKgPerHour, perKgPerHour === null ? null : amount(perKgPerHour, "mg/kg/h", SHOWN)],
    [words.volume, volume === null ? null : amount(volume, "mL", SHOWN)],
  ];
  const known = rows.filter(([, value]) => value !== null);
  if (!known.length) return <p>{words.nothingYet}</p>;
  return (
    <dl class="figures">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <output>{value}</output>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const KIND = { usual: "good", low: "warn", high: "warn", beyond: "bad" } as const;

function Limits({ judged }: { judged: Judged[] }) {
  const words = t().desk.treatment.worked;
  if (!judged.length) return null;
  return (
    <div aria-live="polite">
      <h3>{words.limits}</h3>
      <ul class="limits">
        {judged.map(({ limit, value, standing }) => (
          <li key={`${limit.quantity} ${limit.unit}`}>
            <span>
              {word("quantity", limit.quantity)}: {amount(value, limit.unit, SHOWN)}
            </span>
            <span class={`badge ${KIND[standing]}`}>{words.standing[standing]}</span>
            <span class="soft">
              {words.range(
                number(limit.warn_below),
                number(limit.warn_above),
                number(limit.reject_above),
                unit(limit.unit),
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function AgainstOrder({
  amounts,
  order,
  judged,
}: {
  amounts: Amounts;
  order: Order;
  judged: Judged[];
}) {
  const words = t().desk.treatment.worked;
  const { planned_dose, infusion_minutes } = order;
  const own = judged.find(({ limit }) => limit.unit === planned_dose.unit);
  return (
    <>
      <h3>{words.order}</h3>
      <p>
        {words.ordered(amount(planned_dose.value, planned_dose.unit))}
        {own && ` ${words.here(amount(own.value, planned_dose.unit, SHOWN))}`}
      </p>
      {infusion_minutes !== null && amounts.minutes !== null && (
        <p>
          {words.orderedMinutes(amount(infusion_minutes, "min"))}{" "}
          {words.here(amount(amounts.minutes, "min"))}
        </p>
      )}
    </>
  );
}

interface EarlierProps {
  before: Before;
  at: string | null;
  others: ReturnType<typeof around>;
  amounts: Amounts;
}

function Earlier({ before, at, others, amounts }: EarlierProps) {
  const words = t().desk.treatment.worked;
  const { order, exposure } = before;
  const cumulative = <Cumulative exposure={exposure} amounts={amounts} />;
  if (!at) {
    return (
      <>
        <h3>{words.earlier}</h3>
        <p>{words.noStart}</p>
        {cumulative}
      </>
    );
  }
  const most = order.max_sessions_per_year;
  const tooMany = most !== null && others.count + 1 > most;
  return (
    <>
      <h3>{words.earlier}</h3>
      {others.last && <Interval from={startOf(others.last)} to={at} order={order} isLast />}
      {others.next && <Interval from={at} to={startOf(others.next)} order={order} />}
      {!others.last && <p>{words.noneBefore}</p>}
      <p>
        {words.sessions(number(others.count))}
        {most !== null && ` ${words.mostSessions(number(most))}`}{" "}
        {tooMany && <span class="badge warn">{words.tooMany}</span>}
      </p>
      {cumulative}
    </>
  );
}

function Cumulative({ exposure, amounts }: { exposure: Exposure; amounts: Amounts }) {
  const item = exposure.items.find(
    ({ drug, route }) => drug === amounts.drug && route === amounts.route,
  );
  const mg = (period: "30_days" | "365_days" | "lifetime") =>
    number(item?.sessions[`mg_${period}`] ?? 0, 1);
  return (
    <p>{t().desk.treatment.worked.cumulative(mg("30_days"), mg("365_days"), mg("lifetime"))}</p>
  );
}

interface IntervalProps {
  from: string;
  to: string;
  order: Order;
  isLast?: boolean;
}

function Interval({ from, to, order, isLast }: IntervalProps) {
  const words = t().desk.treatment.worked;
  const { forms } = t().desk;
  const { days, isShort } = interval(from, to, order.min_interval_days);
  const say = isLast ? words.sinceLast : words.untilNext;
  return (
    <p>
      {say(
        forms.days(number(days, 1)),
        when(isLast ? from : to),
        forms.days(number(order.min_interval_days)),
      )}{" "}
      {isShort && <span class="badge warn">{words.tooSoon}</span>}
    </p>
  );
}
