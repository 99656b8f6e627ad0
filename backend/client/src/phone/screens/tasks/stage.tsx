/* Around every task: what to do, a short practice, the task itself, and the ways out. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../texts";
import { Banner, Button, Title } from "../../../ui/parts";
import { useSteps } from "../../steps";

export interface Stage<T> {
  name: string;
  steps: readonly string[];
  minutes: number;
  hasPractice: boolean;
  show: (isPractice: boolean, onEnd: (trials: T) => void) => ComponentChildren;
  onDone: (trials: T) => void;
  onLeaveOut: () => void;
}

type Phase = "instructions" | "practice" | "practised" | "run" | "spoiled";

export function TaskStage<T>(stage: Stage<T>) {
  const [phase, setPhase] = useState<Phase>("instructions");
  const isGoing = phase === "practice" || phase === "run";
  // Back ends what goes on, as "Stop" does: nothing of it is recorded.
  const steps = useSteps(`task/${stage.name}`, isGoing ? "going" : "between", (step) => {
    if (step === "between") setPhase("instructions");
  });
  const enter = (next: Phase) => {
    if (next === "practice" || next === "run") steps.forward();
    setPhase(next);
  };
  useEffect(
    () =>
      isGoing
        ? whenHidden(() => setPhase(phase === "run" ? "spoiled" : "instructions"))
        : undefined,
    [phase],
  );
  if (isGoing) return <Going stage={stage} isPractice={phase === "practice"} onPhase={setPhase} />;
  return <Between stage={stage} phase={phase} onPhase={enter} />;
}

/* Times count only while the screen is seen. */
function whenHidden(act: () => void): () => void {
  const look = () => document.visibilityState === "hidden" && act();
  document.addEventListener("visibilitychange", look);
  return () => document.removeEventListener("visibilitychange", look);
}

interface Part<T> {
  stage: Stage<T>;
  onPhase: (phase: Phase) => void;
}

function Going<T>({ stage, isPractice, onPhase }: Part<T> & { isPractice: boolean }) {
  const words = t().phone.tasks;
  const heading = useRef<HTMLHeadingElement>(null);
  // Where the task itself doesn't take the keys.
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  const end = (trials: T) => (isPractice ? onPhase("practised") : stage.onDone(trials));
  return (
    <div class="task-going">
      <div class="row spread">
        <h1 class="task-name" tabIndex={-1} ref={heading}>
          {isPractice ? words.practising(stage.name) : stage.name}
        </h1>
        <Button
          kind="quiet"
          onClick={() => (isPractice ? onPhase("practised") : onPhase("instructions"))}
        >
          {words.stop}
        </Button>
      </div>
      {stage.show(isPractice, end)}
    </div>
  );
}

function Between<T>({ stage, phase, onPhase }: Part<T> & { phase: Phase }) {
  const words = t().phone.tasks;
  const isPractised = phase === "practised";
  return (
    <div class="card stack">
      <Title>{stage.name}</Title>
      {phase === "spoiled" && <Banner kind="warn">{words.spoiled}</Banner>}
      {isPractised && <p>{words.practised.end}</p>}
      <ol class="steps">
        {stage.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="soft">{words.takes(stage.minutes)}</p>
      {stage.hasPractice && !isPractised && phase !== "spoiled" ? (
        <Button wide onClick={() => onPhase("practice")}>
          {words.practise}
        </Button>
      ) : (
        <Button wide onClick={() => onPhase("run")}>
          {phase === "spoiled" ? words.again : words.start}
        </Button>
      )}
      {stage.hasPractice && isPractised && (
        <Button kind="quiet" wide onClick={() => onPhase("practice")}>
          {words.practiseAgain}
        </Button>
      )}
      <Button kind="quiet" wide onClick={stage.onLeaveOut}>
        {words.leaveOut}
      </Button>
    </div>
  );
}
