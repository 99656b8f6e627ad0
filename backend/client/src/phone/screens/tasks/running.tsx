/* The tasks one after the other, each result kept at once. */
import { useEffect, useRef, useState } from "preact/hooks";
import type {
  PlaceTrial,
  SymbolTrial,
  TrailTrial,
  TwoBackTrial,
  VigilanceTrial,
} from "../../../api/schema";
import { t } from "../../../texts";
import {
  keepDraft,
  known,
  type Places as Laid,
  next,
  type Run,
  type TaskId,
  type Trials,
} from "./battery";
import type { TaskProps } from "./kinds/kind";
import { Ask, Places } from "./kinds/places";
import { Symbols } from "./kinds/symbols";
import { Trail } from "./kinds/trail";
import { TwoBack } from "./kinds/two-back";
import { Vigilance } from "./kinds/vigilance";
import { TaskStage } from "./stage";
import type { Hand, Tap } from "./timing";

const SECONDS_OF_RECALL = 60;

export function Running({ begun, onEnd }: { begun: Run; onEnd: (run: Run) => void }) {
  const [run, setRun] = useState(begun);
  const laid = useRef<Laid>(run.places ?? []);
  const hands = useRef<Partial<Record<Hand, number>>>({ ...run.hands });
  const task = next(run);
  const words = t().phone.tasks;
  const seen = ({ hand }: Tap) => {
    hands.current[hand] = (hands.current[hand] ?? 0) + 1;
  };
  const change = (part: Partial<Run>) => {
    const changed = { ...run, ...part, hands: { ...hands.current } };
    setRun(changed);
    void keepDraft(changed);
  };
  const finish = (id: TaskId, trials: Trials | null) =>
    change({
      results: { ...run.results, [id]: trials?.length ? trials : null },
      ...(id === "picture_place" && trials?.length ? { places: laid.current } : {}),
    });
  useEffect(() => {
    if (task === null) onEnd(run);
  }, [task]);

  if (task === null) return null;
  if (task === "recall") {
    const before = (run.results.picture_place ?? []) as PlaceTrial[];
    return (
      <TaskStage<PlaceTrial[]>
        key="recall"
        name={words.recallTitle}
        steps={words.recall}
        minutes={SECONDS_OF_RECALL / 60}
        hasPractice={false}
        show={(_, onEnd) => (
          <Ask phase="delayed" places={run.places ?? []} onTap={seen} onEnd={onEnd} />
        )}
        onDone={(trials) =>
          change({
            results: { ...run.results, picture_place: [...before, ...trials] },
            isRecalled: true,
          })
        }
        onLeaveOut={() => change({ isRecalled: true })}
      />
    );
  }
  const { name, seconds } = known(task);
  return (
    <TaskStage<Trials>
      key={task}
      name={name}
      steps={words.steps[task]}
      minutes={Math.max(1, Math.round(seconds / 60))}
      hasPractice
      show={(isPractice, end) => {
        const props = { isPractice, seconds, onTap: seen, onEnd: end };
        return <Kind task={task} props={props} onLaid={(places) => (laid.current = places)} />;
      }}
      onDone={(trials) => finish(task, trials)}
      onLeaveOut={() => finish(task, null)}
    />
  );
}

interface KindProps {
  task: TaskId;
  props: Omit<TaskProps, "onEnd"> & { onEnd: (trials: never) => void };
  onLaid: (places: Laid) => void;
}

function Kind({ task, props, onLaid }: KindProps) {
  switch (task) {
    case "rt_vigilance":
      return <Vigilance {...(props as TaskProps<VigilanceTrial[]>)} />;
    case "symbol_match":
      return <Symbols {...(props as TaskProps<SymbolTrial[]>)} />;
    case "two_back":
      return <TwoBack {...(props as TaskProps<TwoBackTrial[]>)} />;
    case "trail":
      return <Trail {...(props as TaskProps<TrailTrial[]>)} />;
    case "picture_place":
      return <Places {...(props as TaskProps<PlaceTrial[]>)} onLaid={onLaid} />;
  }
}
