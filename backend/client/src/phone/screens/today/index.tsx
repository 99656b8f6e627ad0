/* What a tired person in pain sees first: today's diary, and what else is asked now. */

import { catalogue } from "../../../catalogue/catalogue";
import { diaryDay, longDay, shift } from "../../../days";
import { dateFormat } from "../../../formats";
import * as diary from "../../../kept/diary";
import { me } from "../../../session";
import { version } from "../../../sync";
import { language, t } from "../../../texts";
import { Awaited, Banner, LinkButton, Title, useLoaded } from "../../../ui/parts";
import { MomentList } from "../../diary/moment-list";
import { answerText } from "../../diary/said-list";
import { StandingBadge } from "../../diary/standing";
import { kept } from "../../own/known";
import type { Params } from "../../screens";
import { SEEN } from "../../seen-by-clinic";
import { keptDraft } from "../day/draft";
import { keptMoment, NEW } from "../moment/draft";
import { DueNow } from "./due";
import { areRemindersMissed, RemindersOff } from "./reminders-off";
import { Standing } from "./standing";
import { Yesterday } from "./yesterday";
import "./today.css";

const LOOK_BACK_DAYS = 14;

interface Diary {
  days: Map<string, diary.Shown>;
  isBegun: boolean;
  isMomentBegun: boolean;
  /* Nobody at the clinic sees anything of it. */
  isUnseen: boolean;
  areRemindersMissed: boolean;
}

export function TodayScreen(_: Params) {
  const now = new Date();
  const today = diaryDay(now, me().day_starts_at);
  const loaded = useLoaded(() => look(today), `${today}/${version.value}`);
  const words = t().phone.today;
  const isYet = diaryDay(now, "00:00") !== today;
  return (
    <>
      <Title>{words.title}</Title>
      <p class="today-day">{longDay(today, language())}</p>
      {isYet && <p class="soft">{words.stillThatDay(longDay(today, language()), startsAt())}</p>}
      <Awaited of={loaded}>
        {({ days, isUnseen, areRemindersMissed, ...begun }) => (
          <>
            <Standing days={days} />
            <DiaryCard day={today} shown={days.get(today)} {...begun} />
            {isUnseen && <Unseen />}
            {areRemindersMissed && <RemindersOff />}
            <DueNow />
            <Yesterday day={shift(today, -1)} days={days} />
            <MomentList day={today} />
          </>
        )}
      </Awaited>
    </>
  );
}

async function look(today: string): Promise<Diary> {
  const [days, draft, moment, seen, missed] = await Promise.all([
    diary.days(me().id, shift(today, -LOOK_BACK_DAYS), today),
    keptDraft(today),
    keptMoment(NEW),
    kept<boolean>(SEEN),
    areRemindersMissed(today),
  ]);
  return {
    days,
    isBegun: draft !== null,
    isMomentBegun: moment !== null,
    isUnseen: seen?.value === false,
    areRemindersMissed: missed,
  };
}

function startsAt(): string {
  const [hour = 0, minute = 0] = me().day_starts_at.split(":").map(Number);
  const at = new Date(2000, 0, 1, hour, minute);
  return dateFormat(language(), { hour: "2-digit", minute: "2-digit" }).format(at);
}

function Unseen() {
  const words = t().phone.today;
  return (
    <Banner>
      <p>{words.unseen}</p>
      <LinkButton to="/sharing" kind="quiet">
        {words.toSharing}
      </LinkButton>
    </Banner>
  );
}

interface CardProps {
  day: string;
  shown: diary.Shown | undefined;
  isBegun: boolean;
  isMomentBegun: boolean;
}

function DiaryCard({ day, shown, isBegun, isMomentBegun }: CardProps) {
  const words = t().phone.today;
  const said = shown?.said ?? null;
  const ask = isBegun ? words.goOn : said ? words.look : words.log;
  return (
    <section class="card today-card" aria-labelledby="today-diary">
      <div class="row spread">
        <h2 id="today-diary">{words.diary}</h2>
        <p role="status">
          <StandingBadge standing={shown?.standing ?? "none"} />
        </p>
      </div>
      {said && <p>{inShort(said)}</p>}
      <LinkButton to={`/day/${day}`} wide kind={said && !isBegun ? "quiet" : "plain"}>
        {ask}
      </LinkButton>
      <LinkButton to="/moment/new" kind="quiet" wide>
        {isMomentBegun ? t().phone.moment.goOn : words.moment}
      </LinkButton>
    </section>
  );
}

/* The day's first answer, as a sign that it is there. */
function inShort(said: diary.Said): string {
  const words = t().phone.today;
  if (said.missing_reason) return words.withReason;
  const [first] = catalogue().diary.items;
  const value = said.answers.pain_average ?? null;
  if (!first || value === null) return words.written;
  return words.painInShort(answerText(first, value));
}
