/* When something was on the screen and when it was touched, by one clock, in ms. */

export type Hand = "touch" | "mouse" | "pen" | "keys";

export interface Tap {
  at: number;
  hand: Hand;
}

const FRAMES = 40;
const MOST_HZ = 1_000;
/* How soon after a frame's beginning its drawing must be done, and how many frames may be passed. */
const PROMPT_MS = 4;
const MOST_PASSED = 30;
/* A clock that is further off than this isn't the page's. */
const ANOTHER_CLOCK_MS = 10_000;
const CLICK_OF_KEY_MS = 1_000;

/* How long a frame of this screen lasts, as last measured. */
let frameMs = 1_000 / 60;

/* Draws in the first frame at or after `due`; gives when that frame came onto the screen.

What is drawn early in a frame is seen at its end. A frame that the page comes to late could miss
its turn without a word, so such a frame is left for the next one. */
export function paintAt(due: number, draw: () => void, stop: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    let passed = 0;
    const frame = (begun: number) => {
      if (stop.aborted) return;
      const now = performance.now();
      const isPassed = isLate(begun) && passed < MOST_PASSED;
      if (now < due || isPassed) {
        if (now >= due) passed += 1;
        requestAnimationFrame(frame);
        return;
      }
      draw();
      resolve(begun + frameMs);
    };
    requestAnimationFrame(frame);
  });
}

/* When what was just drawn comes onto the screen: as soon as it can, also from a late frame. */
export function painted(stop: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame((begun) => {
      if (!stop.aborted) resolve((isLate(begun) ? performance.now() : begun) + frameMs);
    });
  });
}

function isLate(begun: number): boolean {
  return performance.now() - begun > PROMPT_MS;
}

/* How often this screen is drawn, per second: the median over some frames. */
export async function refreshRate(): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at <= FRAMES; at += 1) times.push(await nextFrame());
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const median = gaps.sort((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? 0;
  frameMs = Math.max(1, median);
  return Math.min(MOST_HZ, Math.max(1, Math.round(1_000 / frameMs)));
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

let keyAt = Number.NEGATIVE_INFINITY;

/* What makes an element react to the first touch, a key, and a tool that presses for somebody. */
export function onTap(take: (tap: Tap) => void) {
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || !event.isPrimary) return;
      const hand = event.pointerType as Hand;
      take({ at: timeOf(event), hand: hand === "touch" || hand === "pen" ? hand : "mouse" });
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.repeat || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      keyAt = event.timeStamp;
      take({ at: timeOf(event), hand: "keys" });
    },
    onClick: (event: MouseEvent) => {
      if (event.detail === 0 && event.timeStamp - keyAt > CLICK_OF_KEY_MS) {
        take({ at: timeOf(event), hand: "keys" });
      }
    },
  };
}

/* When it happened, not when the page got round to it. */
export function timeOf(event: Event): number {
  const now = performance.now();
  return Math.abs(now - event.timeStamp) < ANOTHER_CLOCK_MS ? event.timeStamp : now;
}

/* Taps as they come, one after the other. */
export class Taps {
  private kept: Tap[] = [];
  private wake: () => void = () => undefined;

  push(tap: Tap): void {
    this.kept.push(tap);
    this.wake();
  }

  forget(): void {
    this.kept = [];
  }

  /* The next tap, or null if none came before the deadline; what was tapped before `from` is
     forgotten. */
  async before(deadline: number, from = Number.NEGATIVE_INFINITY): Promise<Tap | null> {
    for (;;) {
      if (!this.kept.length) await this.wait(deadline - performance.now());
      const tap = this.kept.shift();
      if (!tap) return null;
      if (tap.at >= from) return tap;
    }
  }

  private wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, milliseconds));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
