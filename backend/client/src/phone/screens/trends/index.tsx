/* The own trends: one chart a measure, one day looked at in all of them. */
import { useMemo, useState } from "preact/hooks";
import { moment } from "../../../days";
import { zone } from "../../../formats";
import { language, t } from "../../../texts";
import { Awaited, Banner, Button, Title } from "../../../ui/parts";
import { isOffline, useKnown } from "../../own/known";
import { askForSessions } from "../../own/sessions";
import type { Params } from "../../screens";
import { Effects } from "./effects";
import { MeasureCard } from "./measure";
import { ReadOut } from "./read-out";
import { askForOwn, MEASURES, type Own, PERIODS, type Period, sessionDays } from "./series";
import "./trends.css";

export function TrendsScreen(_: Params) {
  const [period, setPeriod] = useState<Period>("30");
  const words = t().phone.trends;
  return (
    <div class="trends">
      <Title>{words.title}</Title>
      <p>{words.hint}</p>
      <fieldset class="periods">
        <legend class="visually-hidden">{words.period}</legend>
        {PERIODS.map((each) => (
          <Button key={each} kind="quiet" pressed={each === period} onClick={() => setPeriod(each)}>
            {words.periods[each]}
          </Button>
        ))}
      </fieldset>
      <Trends key={period} period={period} />
    </div>
  );
}

function Trends({ period }: { period: Period }) {
  const [round, setRound] = useState(0);
  const own = useKnown(`trends/${period}`, () => askForOwn(period), round);
  const sessions = useKnown("sessions", askForSessions);
  const marked = sessions.known?.value.items;
  const days = useMemo(() => sessionDays(marked ?? []), [marked]);
  const isOld = own.known && own.error && isOffline(own.error);
  const loaded = {
    value: own.known?.value ?? null,
    error: own.known ? null : own.error,
    reload: () => setRound(round + 1),
  };
  return (
    <>
      {isOld && (
        <Banner>
          {t().phone.trends.keptSince(moment(own.known?.at ?? "", language(), zone()))}
        </Banner>
      )}
      <Awaited of={loaded}>{(value) => <Charts own={value} sessions={days} />}</Awaited>
    </>
  );
}

function Charts({ own, sessions }: { own: Own; sessions: string[] }) {
  const last = own.days.length - 1;
  const [chosen, setChosen] = useState<number | null>(null);
  const at = Math.min(chosen ?? lastWritten(own), last);
  const words = t().phone.trends;
  const shown = useMemo(
    () => sessions.filter((day) => day >= (own.days[0] ?? "") && day <= (own.days[last] ?? "")),
    [sessions, own],
  );
  const isEmpty = MEASURES.every((name) => own.measures[name].every((day) => day.value === null));
  if (isEmpty) return <p>{words.empty}</p>;
  const shared = { sessions: shown, at, onLook: setChosen };
  return (
    <>
      <ReadOut own={own} sessions={shown} at={at} onLook={setChosen} />
      <Key hasSessions={shown.length > 0} />
      {MEASURES.map((name) => (
        <MeasureCard key={name} name={name} days={own.measures[name]} {...shared} />
      ))}
      <Effects strongest={own.strongest} noted={own.noted} {...shared} />
      <section class="card">
        <h2>{words.meaningTitle}</h2>
        {words.meaning.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
    </>
  );
}

/* The last day that says something; it is looked at first. */
function lastWritten({ measures, days }: Own): number {
  const found = Math.max(
    ...MEASURES.map((name) => measures[name].findLastIndex(({ value }) => value !== null)),
  );
  return found < 0 ? days.length - 1 : found;
}

/* What the signs in the charts mean. */
function Key({ hasSessions }: { hasSessions: boolean }) {
  const words = t().phone.trends;
  return (
    <ul class="key">
      <li>
        <svg viewBox="0 0 24 12" aria-hidden="true">
          <circle cx="12" cy="6" r="3" class="key-dot" />
        </svg>
        {words.keyDay}
      </li>
      <li>
        <svg viewBox="0 0 24 12" aria-hidden="true">
          <path d="M1 6h22" class="key-mean" />
        </svg>
        {words.keyMean}
      </li>
      {hasSessions && (
        <li>
          <svg viewBox="0 0 24 12" aria-hidden="true">
            <path d="M12 0v12" class="key-session" />
          </svg>
          {words.keySession}
        </li>
      )}
    </ul>
  );
}
