/* Trail A and B: tap the signs in their order; B changes between numbers and letters. */

import { useMemo, useRef, useState } from "preact/hooks";
import type { TrailTrial } from "../../../../api/schema";
import { numberFormat } from "../../../../formats";
import { language, t } from "../../../../texts";
import { Button } from "../../../../ui/parts";
import { between, shuffled } from "../chance";
import { onTap, type Tap } from "../timing";
import { type TaskProps, useOnset } from "./kind";

type Part = "a" | "b";

const COLUMNS = 4;
const ROWS = 4;
const PRACTISED = 6;
const MOST = 190;

export function Trail({ isPractice, onTap, onEnd }: TaskProps<TrailTrial[]>) {
  const [part, setPart] = useState<Part>("a");
  const [isReady, setReady] = useState(true);
  const trials = useRef<TrailTrial[]>([]);
  const words = t().phone.tasks;
  const end = () => {
    if (part === "b") return onEnd(trials.current);
    setPart("b");
    setReady(false);
  };
  if (!isReady) {
    return (
      <div class="card stack">
        <h2 tabIndex={-1} ref={(heading) => heading?.focus()}>
          {words.partB}
        </h2>
        <p>{words.trailB}</p>
        <Button wide onClick={() => setReady(true)}>
          {words.start}
        </Button>
      </div>
    );
  }
  return (
    <Part
      key={part}
      part={part}
      count={isPractice ? PRACTISED : COLUMNS * ROWS}
      onTap={onTap}
      onTrial={(trial) => {
        trials.current.push(trial);
        return trials.current.length < MOST * (part === "a" ? 1 : 2);
      }}
      onEnd={end}
    />
  );
}

interface PartProps {
  part: Part;
  count: number;
  onTap: (tap: Tap) => void;
  onTrial: (trial: TrailTrial) => boolean;
  onEnd: () => void;
}

function Part({ part, count, onTap: seen, onTrial, onEnd }: PartProps) {
  const words = t().phone.tasks;
  const signs = useMemo(() => signsOf(part, count), []);
  const spots = useMemo(() => layout(count), []);
  const [reached, setReached] = useState(0);
  const [isWrong, setWrong] = useState(false);
  const since = useOnset(part);
  const take = (at: number, tap: Tap) => {
    if (at < reached || tap.at < since.current) return;
    seen(tap);
    const correct = at === reached;
    const goesOn = onTrial({ part, rt_ms: Math.round(tap.at - since.current), correct });
    since.current = tap.at;
    setWrong(!correct);
    if (correct) setReached(reached + 1);
    if ((correct && reached + 1 === count) || !goesOn) onEnd();
  };
  return (
    <>
      <p role="status">{isWrong ? words.wrongSign(signs[reached] ?? "") : words.trailHint[part]}</p>
      <div class="trail">
        {spots.map(({ sign, left, top }) => (
          <button
            key={sign}
            type="button"
            class={sign < reached ? "reached" : ""}
            style={{ left: `${left}%`, top: `${top}%` }}
            {...onTap((tap) => take(sign, tap))}
          >
            {signs[sign]}
          </button>
        ))}
      </div>
    </>
  );
}

/* 1, 2, 3 …, or 1, A, 2, B … */
function signsOf(part: Part, count: number): string[] {
  const format = numberFormat(language());
  const letters = t().phone.tasks.letters;
  return Array.from({ length: count }, (_, at) => {
    if (part === "a") return format.format(at + 1);
    return at % 2 ? (letters[(at - 1) / 2] ?? "") : format.format(at / 2 + 1);
  });
}

/* One sign a cell, anywhere in it, so that none touches another; in percent of the field. */
function layout(count: number): { sign: number; left: number; top: number }[] {
  const cells = shuffled(Array.from({ length: COLUMNS * ROWS }, (_, at) => at)).slice(0, count);
  const signs = shuffled(cells.map((_, at) => at));
  return cells
    .sort((one, other) => one - other)
    .map((cell, at) => ({
      sign: signs[at] ?? 0,
      left: ((cell % COLUMNS) + between(0.36, 0.64)) * (100 / COLUMNS),
      top: (Math.floor(cell / COLUMNS) + between(0.3, 0.7)) * (100 / ROWS),
    }));
}
