/* Two back: tap when the number is the same as the one two before. */

import { useRef } from "preact/hooks";
import type { TwoBackTrial } from "../../../../api/schema";
import { numberFormat } from "../../../../formats";
import { language, t } from "../../../../texts";
import { below } from "../chance";
import { onTap, paintAt, Taps } from "../timing";
import { type TaskProps, useCourse } from "./kind";

const EVERY_MS = 2_500;
const SHOWN_MS = 1_000;
const PRACTISED = 10;
const DIGITS = 9;
const SHARE_OF_TARGETS = 0.3;
const BACK = 2;

export function TwoBack({ isPractice, seconds, onTap: seen, onEnd }: TaskProps<TwoBackTrial[]>) {
  const stimulus = useRef<HTMLParagraphElement>(null);
  const hint = useRef<HTMLParagraphElement>(null);
  const taps = useRef(new Taps());
  const words = t().phone.tasks;
  const format = numberFormat(language());
  const write = (place: HTMLElement | null, text: string) => {
    if (place) place.textContent = text;
  };

  useCourse(async (stop) => {
    const count = isPractice ? PRACTISED : Math.floor((seconds * 1_000) / EVERY_MS);
    const trials: TwoBackTrial[] = [];
    const numbers = sequence(count);
    let due = performance.now() + SHOWN_MS;
    for (const [at, number] of numbers.entries()) {
      const onset = await paintAt(due, () => write(stimulus.current, format.format(number)), stop);
      const tap = await firstTap(taps.current, onset, () => write(stimulus.current, ""));
      due = onset + EVERY_MS;
      if (stop.aborted) return;
      if (at < BACK) continue;
      const target = numbers[at - BACK] === number;
      const rt_ms = tap ? Math.round(tap.at - onset) : null;
      trials.push({ target, responded: tap !== null, rt_ms });
      if (isPractice) write(hint.current, words.practised[verdict(target, tap !== null)]);
    }
    onEnd(trials);
  });

  return (
    <>
      <p class="digit" ref={stimulus} />
      <p class="signal-hint" ref={hint} role="status" />
      <button
        type="button"
        class="button wide same"
        ref={(button) => button?.focus()}
        {...onTap((tap) => {
          seen(tap);
          taps.current.push(tap);
        })}
      >
        {words.same}
      </button>
    </>
  );
}

/* The first tap from when the number is seen until the next one; it goes away in between. */
async function firstTap(taps: Taps, onset: number, hide: () => void) {
  const early = await taps.before(onset + SHOWN_MS, onset);
  if (early) await new Promise((go) => setTimeout(go, onset + SHOWN_MS - performance.now()));
  hide();
  const late = early ?? (await taps.before(onset + EVERY_MS - 100, onset));
  if (late) await new Promise((go) => setTimeout(go, onset + EVERY_MS - 100 - performance.now()));
  return late;
}

function verdict(target: boolean, responded: boolean) {
  if (target) return responded ? "hit" : "miss";
  return responded ? "alarm" : "quiet";
}

/* Numbers of which about a third equal the one two before. */
function sequence(count: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const before = found[at - BACK];
    if (before !== undefined && Math.random() < SHARE_OF_TARGETS) found.push(before);
    else found.push(other(before));
  }
  return found;
}

function other(before: number | undefined): number {
  if (before === undefined) return 1 + below(DIGITS);
  return 1 + ((before + below(DIGITS - 1)) % DIGITS);
}
