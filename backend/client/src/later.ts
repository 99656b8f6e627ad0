/* What nobody waits for comes after the first screen. */
const FIRST_SCREEN_MS = 300;

/* Begins this work when a page that is just being opened has most likely been drawn. */
export function later(work: () => unknown): void {
  setTimeout(work, FIRST_SCREEN_MS);
}
