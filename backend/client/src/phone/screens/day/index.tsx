/* One day of the diary: written step by step, looked at, changed, taken back. */
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { diaryDay, longDay } from "../../../days";
import * as diary from "../../../kept/diary";
import * as drafts from "../../../kept/drafts";
import { DAY } from "../../../kept/received";
import { go } from "../../../router";
import { me } from "../../../session";
import { version, wrote } from "../../../sync";
import { language, t } from "../../../texts";
import { Awaited, LinkButton, Title, useLoaded } from "../../../ui/parts";
import { dosesAtHome, followsSession } from "../../diary/known-here";
import { nothing, type Reason } from "../../diary/reasons";
import { warnOfSigns } from "../../diary/warning-signs";
import { kept } from "../../own/known";
import type { Params } from "../../screens";
import { type Draft, draftName, fresh, fromSaid, keptDraft, saidOf } from "./draft";
import { DayFlow } from "./flow";
import { DayOverview } from "./overview";
import { askedIds, type Context, usualSteps } from "./steps";
import "./day.css";

const SHOWN_FIRST_MS = 250;

export function DayScreen({ params }: Params) {
  const day = params.day ?? "";
  const today = diaryDay(new Date(), me().day_starts_at);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
  if (!isDay || day > today) {
    return (
      <>
        <Title>{isDay ? longDay(day, language()) : t().common.notFound}</Title>
        {isDay && <p>{t().phone.day.notYet}</p>}
        <LinkButton to="/">{t().phone.today.title}</LinkButton>
      </>
    );
  }
  return <OneDay day={day} isToday={day === today} />;
}

function OneDay({ day, isToday }: { day: string; isToday: boolean }) {
  const loaded = useLoaded(() => begin(day), `${day}/${version.value}`);
  return (
    <Awaited of={loaded}>{(begun) => <Day day={day} isToday={isToday} begun={begun} />}</Awaited>
  );
}

interface Begun {
  shown: diary.Shown;
  draft: Draft | null;
  context: Context;
}

async function begin(day: string): Promise<Begun> {
  const [shown, draft, orders, sessions] = await Promise.all([
    diary.day(me().id, day),
    keptDraft(day),
    kept<{ items: Parameters<typeof dosesAtHome>[0] }>("orders"),
    kept<{ items: Parameters<typeof followsSession>[0] }>("sessions"),
  ]);
  const context = {
    dosesAtHome: dosesAtHome(orders?.value.items ?? [], day),
    followsSession: followsSession(sessions?.value.items ?? [], day),
  };
  return { shown, draft, context };
}

function Day({ day, isToday, begun }: { day: string; isToday: boolean; begun: Begun }) {
  const { shown, context } = begun;
  const { said } = shown;
  const [written, setWritten] = useState(begun.draft);
  const blank = useMemo(fresh, []);
  // As long as nothing is begun, the day may still come in from the clinic.
  const draft = written ?? (said ? null : blank);
  const [resumed, setResumed] = useState(begun.draft !== null);
  // What was there before somebody started again.
  const [left, setLeft] = useState<Draft | null>(null);
  const from = () => (said && !said.missing_reason ? fromSaid(said) : fresh());

  const change = (next: Draft | null) => {
    setWritten(next);
    void drafts.keep(me().id, draftName(day), next);
  };
  // Of another day than today it is shown how it stands now, as soon as that is read.
  const isSaved = useRef(false);
  useLayoutEffect(() => {
    if (!isSaved.current) return;
    isSaved.current = false;
    setResumed(false);
    setWritten(null);
  }, [shown]);
  const save = async ({ reason, missing }: { reason?: Reason; missing?: string } = {}) => {
    if (!draft) return;
    const asked = askedIds(usualSteps(context, draft));
    const told = missing ? nothing(missing) : saidOf(draft, asked);
    const more = { ends: draftName(day), ...(reason ? { reason } : {}) };
    await diary.noteDay(me().id, day, told, more);
    const tell = async () => {
      await wrote();
      void warnOfSigns(told.side_effects, DAY + day);
    };
    if (isToday) {
      // The next screen reads the diary by itself: it comes first, the sending after it.
      go("/");
      setTimeout(() => void tell(), SHOWN_FIRST_MS);
    } else {
      isSaved.current = true;
      await tell();
    }
  };
  const withdraw = async () => {
    await diary.withdraw(me().id, { day }, draftName(day));
    await wrote();
    go("/");
  };

  if (!draft) {
    return (
      <DayOverview day={day} shown={shown} onChange={() => change(from())} onWithdraw={withdraw} />
    );
  }
  return (
    <DayFlow
      day={day}
      isToday={isToday}
      draft={draft}
      context={context}
      isKnown={said !== null}
      resumed={resumed}
      onChange={change}
      onRestart={() => {
        setResumed(false);
        setLeft(draft);
        change(from());
      }}
      onGoOn={
        left &&
        (() => {
          setLeft(null);
          change(left);
        })
      }
      onSave={save}
      onWithdraw={withdraw}
      onLeave={() => (said ? change(null) : go("/"))}
    />
  );
}
