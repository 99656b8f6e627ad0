/* Leads through a day: a step, the next one, the summary. */
import { useEffect, useRef, useState } from "preact/hooks";
import { longDay } from "../../../days";
import { language, t } from "../../../texts";
import { Banner, Button, Title } from "../../../ui/parts";
import type { Reason } from "../../diary/reasons";
import { Resumed } from "../../resumed";
import { useSteps } from "../../steps";
import { type Draft, SUMMARY } from "./draft";
import { type Skipped, skipped, unskipped } from "./skip";
import { StepFields } from "./step-fields";
import { after, before, type Context, moreSteps, type Step, usualSteps } from "./steps";
import { Summary } from "./summary";

/* The first choice that is still open, once somebody wanted to go on without it. */
const UNRATED = ".effect-more fieldset:has(.error) input";

interface FlowProps {
  day: string;
  isToday: boolean;
  draft: Draft;
  context: Context;
  /* Whether this changes an earlier version, so that the reason is asked. */
  isKnown: boolean;
  resumed: boolean;
  onChange: (draft: Draft) => void;
  onRestart: () => void;
  /* Takes the restart back; null, if there was none. */
  onGoOn: (() => void) | null;
  onSave: (more?: { reason?: Reason; missing?: string }) => Promise<void>;
  onWithdraw: () => Promise<void>;
  onLeave: () => void;
}

export function DayFlow(props: FlowProps) {
  const { draft, context, isKnown, onChange, onLeave } = props;
  // What was begun earlier may differ from the saved version already.
  const begun = useRef(props.resumed ? null : draft);
  const usual = usualSteps(context, draft);
  const more = moreSteps(context, draft);
  const at = draft.step || (usual[0]?.id ?? "");
  const step = [...usual, ...more].find(({ id }) => id === at);
  const [left, setLeft] = useState<Skipped | null>(null);
  const goTo = (id: string | null, changed: Draft = draft) => {
    if (id === null) return onLeave();
    // Whoever comes back from where the skip led takes it back.
    const said = left?.step.id === id && left.at === at ? unskipped(left, changed) : changed;
    onChange({ ...said, step: id, review: id === SUMMARY ? isKnown : said.review });
  };
  const steps = useSteps(`day/${props.day}`, at, goTo);
  useEffect(() => scrollTo(0, 0), [at]);
  const goOn = (changed: Draft) => {
    steps.forward();
    goTo(after(at, usualSteps(context, changed), more, changed.review), changed);
  };
  const goBack = () => {
    if (!steps.back()) goTo(before(at, usual, more, draft.review));
  };
  const skip = (one: Step) => {
    const changed = skipped(one, draft);
    const next = after(at, usualSteps(context, changed), more, changed.review);
    setLeft({ step: one, before: draft, at: next });
    goOn(changed);
  };
  const unskip = () => {
    if (left && !steps.back()) goTo(left.step.id);
  };
  const open = (id: string) => {
    steps.forward();
    onChange({ ...draft, step: id, review: true });
  };
  return (
    <div class="day" key={at}>
      <About {...props} step={step} isFirst={step === usual[0]} />
      {left?.at === at && <TakeBack told={t().phone.day.wasSkipped} onTakeBack={unskip} />}
      {step ? (
        <OneStep
          {...{ step, draft, goOn, goBack, skip, onChange }}
          title={props.isToday ? step.title : longDay(props.day, language())}
          place={[usual.indexOf(step) + 1, usual.length]}
        />
      ) : (
        <Summary
          {...props}
          isChanged={begun.current === null || differs(begun.current, draft)}
          usual={usual}
          more={more}
          onOpen={open}
          onBack={isKnown ? onLeave : goBack}
        />
      )}
    </div>
  );
}

function differs(one: Draft, other: Draft): boolean {
  const said = ({ answers, ticked, otherText, note }: Draft) => [answers, ticked, otherText, note];
  return JSON.stringify(said(one)) !== JSON.stringify(said(other));
}

/* Which day it is about, and that it goes on where it was left. */
function About(props: FlowProps & { step: Step | undefined; isFirst: boolean }) {
  const { day, isToday, resumed, step, isFirst, onRestart, onGoOn } = props;
  const words = t().phone.day;
  const name = longDay(day, language());
  // Of another day, "Today" would be a lie: the heading names that day, here stand its side effects.
  const above = isToday || !step ? name : step.kind === "items" ? "" : step.title;
  return (
    <>
      {above && <p class="soft day-name">{above}</p>}
      {!isToday && isFirst && (
        <Banner>
          <p>{words.earlier(name)}</p>
        </Banner>
      )}
      {(isFirst || !step) && onGoOn && <TakeBack told={words.restarted} onTakeBack={onGoOn} />}
      {resumed && <Resumed told={words.resumed} onRestart={onRestart} />}
    </>
  );
}

/* What was just thrown away can be taken back at once. */
function TakeBack({ told, onTakeBack }: { told: string; onTakeBack: () => void }) {
  return (
    <div class="row spread take-back" role="status">
      <span class="soft">{told}</span>
      <Button kind="quiet" onClick={onTakeBack}>
        {t().phone.day.takeBack}
      </Button>
    </div>
  );
}

interface StepProps {
  step: Step;
  title: string;
  draft: Draft;
  place: [number, number];
  goOn: (draft: Draft) => void;
  goBack: () => void;
  skip: (step: Step) => void;
  onChange: (draft: Draft) => void;
}

function OneStep({ step, title, draft, place, goOn, goBack, skip, onChange }: StepProps) {
  const [complaints, setComplain] = useState(0);
  const complain = complaints > 0;
  useEffect(() => {
    if (complaints) document.querySelector<HTMLElement>(UNRATED)?.focus();
  }, [complaints]);
  const words = t().phone.day;
  const [number, all] = place;
  const isUnfinished = step.kind === "effects" && Object.values(draft.ticked).includes(null);
  return (
    <>
      <Title>{title}</Title>
      {number > 0 && <p class="soft">{words.step(number, all)}</p>}
      <StepFields {...{ step, draft, complain, goOn, onChange }} />
      {complain && isUnfinished && (
        <Banner kind="bad" role="alert">
          <p>{words.unrated}</p>
        </Banner>
      )}
      {step.kind !== "any_effects" && (
        <div class={step.kind === "effects" ? "day-next in-reach" : "day-next"}>
          <Button
            wide
            onClick={() => (isUnfinished ? setComplain((before) => before + 1) : goOn(draft))}
          >
            {t().common.next}
          </Button>
        </div>
      )}
      <div class="row spread day-ways">
        <Button kind="quiet" onClick={goBack}>
          {t().common.back}
        </Button>
        <Button kind="quiet" onClick={() => skip(step)}>
          {t().common.skip}
        </Button>
      </div>
    </>
  );
}
