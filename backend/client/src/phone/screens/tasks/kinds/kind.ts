/* What every task takes and gives. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Trials } from "../battery";
import { painted, type Tap } from "../timing";

export interface TaskProps<T extends Trials = Trials> {
  /* A short one to learn it, not recorded. */
  isPractice: boolean;
  seconds: number;
  onTap: (tap: Tap) => void;
  onEnd: (trials: T) => void;
}

/* Runs once, from the first drawing until the task is taken off the screen. */
export function useCourse(run: (stop: AbortSignal) => Promise<void>): void {
  useEffect(() => {
    const stop = new AbortController();
    void run(stop.signal);
    return () => stop.abort();
  }, []);
}

/* When what was last drawn came onto the screen; `key` tells one drawing from another. Until it is
   there it lies infinitely far ahead: what is touched before answers nothing. */
export function useOnset(key: unknown) {
  const onset = useRef(Number.POSITIVE_INFINITY);
  // Before the drawing's own frame: after it the next one would be taken for it.
  useLayoutEffect(() => {
    const stop = new AbortController();
    onset.current = Number.POSITIVE_INFINITY;
    void painted(stop.signal).then((at) => {
      if (!stop.signal.aborted) onset.current = at;
    });
    return () => stop.abort();
  }, [key]);
  return onset;
}
