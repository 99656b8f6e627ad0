/* Quick tap: wait for the circle, tap as soon as it is there. */
import { useRef } from "preact/hooks";
import type { VigilanceTrial } from "../../../../api/schema";
import { t } from "../../../../texts";
import { between } from "../chance";
import { onTap, paintAt, Taps } from "../timing";
import { type TaskProps, useCourse } from "./kind";

const WAIT_MS = [1_000, 4_000] as const;
const NO_REACTION_MS = 10_000;
const PRACTISED = 3;
const MOST = 390;

export function Vigilance({
  isPractice,
  seconds,
  onTap: seen,
  onEnd,
}: TaskProps<VigilanceTrial[]>) {
  const signal = useRef<HTMLSpanElement>(null);
  const hint = useRef<HTMLSpanElement>(null);
  const taps = useRef(new Taps());
  const words = t().phone.tasks;

  const show = (isOn: boolean) => signal.current?.toggleAttribute("data-on", isOn);
  const tell = (text: string) => {
    if (hint.current) hint.current.textContent = text;
  };

  useCourse(async (stop) => {
    const trials: VigilanceTrial[] = [];
    const end = performance.now() + seconds * 1_000;
    const isOver = () =>
      stop.aborted ||
      (isPractice
        ? trials.filter((trial) => !trial.false_start).length >= PRACTISED
        : performance.now() >= end || trials.length >= MOST);
    while (!isOver()) {
      trials.push(await trial(taps.current, show, stop));
      tell(trials.at(-1)?.false_start ? words.tooEarly : "");
    }
    if (!stop.aborted) onEnd(trials);
  });

  return (
    <button
      type="button"
      class="signal-box"
      ref={(button) => button?.focus()}
      {...onTap((tap) => {
        seen(tap);
        taps.current.push(tap);
      })}
    >
      <span class="signal" ref={signal} />
      <span class="visually-hidden">{words.tapHere}</span>
      <span class="signal-hint" ref={hint} role="status" />
    </button>
  );
}

async function trial(
  taps: Taps,
  show: (isOn: boolean) => void,
  stop: AbortSignal,
): Promise<VigilanceTrial> {
  taps.forget();
  const due = performance.now() + between(...WAIT_MS);
  if (await taps.before(due)) return { rt_ms: null, false_start: true };
  const onset = await paintAt(due, () => show(true), stop);
  const tap = await taps.before(onset + NO_REACTION_MS);
  show(false);
  if (!tap) return { rt_ms: null, false_start: false };
  const time = Math.round(tap.at - onset);
  return time < 0 ? { rt_ms: null, false_start: true } : { rt_ms: time, false_start: false };
}
