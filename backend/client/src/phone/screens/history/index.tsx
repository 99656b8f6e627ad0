/* The diary looked back at: day by day, the latest first. */
import { useEffect, useState } from "preact/hooks";
import { catalogue } from "../../../catalogue/catalogue";
import { diaryDay, longDay, shift } from "../../../days";
import * as diary from "../../../kept/diary";
import { me } from "../../../session";
import { version } from "../../../sync";
import { language, t } from "../../../texts";
import { Awaited, Button, Title, useLoaded } from "../../../ui/parts";
import { missingText } from "../../diary/reasons";
import { answerText } from "../../diary/said-list";
import { StandingBadge } from "../../diary/standing";
import type { Params } from "../../screens";
import "./history.css";

const A_PAGE = 30;

/* Where somebody was when a day was opened, kept with the browser's own way back. */
interface Place {
  shown: number;
  day: string;
}

export function HistoryScreen(_: Params) {
  const [place] = useState(history.state as Partial<Place> | null);
  const [shown, setShown] = useState(place?.shown ?? A_PAGE);
  const today = diaryDay(new Date(), me().day_starts_at);
  const first = shift(today, 1 - shown);
  const loaded = useLoaded(
    () => diary.days(me().id, first, today),
    `${first}/${today}/${version.value}`,
  );
  const isThere = loaded.value !== null;
  useEffect(() => {
    if (isThere && place?.day) showAgain(place.day);
  }, [isThere]);
  const words = t().phone.history;
  const days = Array.from({ length: shown }, (_, back) => shift(today, -back));
  return (
    <>
      <Title>{words.title}</Title>
      <p class="soft">{words.hint}</p>
      <Awaited of={loaded}>
        {(found) => (
          <ul class="history">
            {days.map((day) => (
              <li key={day}>
                <DayLine
                  day={day}
                  shown={found.get(day)}
                  onOpen={() => history.replaceState({ shown, day } satisfies Place, "")}
                />
              </li>
            ))}
          </ul>
        )}
      </Awaited>
      <Button kind="quiet" wide onClick={() => setShown(shown + A_PAGE)}>
        {words.more}
      </Button>
    </>
  );
}

function showAgain(day: string): void {
  const line = document.querySelector<HTMLElement>(`.history a[href="#/day/${day}"]`);
  line?.focus({ preventScroll: true });
  line?.scrollIntoView({ block: "center" });
}

interface LineProps {
  day: string;
  shown: diary.Shown | undefined;
  onOpen: () => void;
}

function DayLine({ day, shown, onOpen }: LineProps) {
  const isWritten = Boolean(shown?.said);
  return (
    <a class="line" href={`#/day/${day}`} onClick={onOpen}>
      <strong class="history-day">{longDay(day, language())}</strong>
      <span class="soft">{inShort(shown?.said ?? null)}</span>
      {shown && (isWritten || shown.standing !== "none") && (
        <StandingBadge standing={shown.standing} />
      )}
    </a>
  );
}

function inShort(said: diary.Said | null): string {
  const words = t().phone.history;
  if (!said) return words.nothing;
  if (said.missing_reason) return missingText(said.missing_reason);
  const [first] = catalogue().diary.items;
  const value = said.answers.pain_average ?? null;
  return first && value !== null ? words.pain(answerText(first, value)) : words.painSkipped;
}
