/* When the phone tries again by itself: sooner after one failure, later after many, never all at once. */
const FIRST_MS = 5_000;
const LONGEST_MS = 5 * 60_000;
const IDLE_MS = 15 * 60_000;

const MOST_SPREAD_MS = 30_000;

let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/* Calls `work` in a while; `retryAfterMs` is how long the server wants to be left alone. */
export function plan(
  work: () => void,
  { failed = false, retryAfterMs = 0 }: { failed?: boolean; retryAfterMs?: number | undefined },
): void {
  clearTimeout(timer);
  if (!retryAfterMs) failures = failed ? failures + 1 : 0;
  timer = setTimeout(work, retryAfterMs ? after(retryAfterMs) : patience(failed));
}

// Others were told the same: not all come back at once.
function after(retryAfterMs: number): number {
  return retryAfterMs + Math.random() * Math.min(retryAfterMs, MOST_SPREAD_MS);
}

function patience(failed: boolean): number {
  const longest = failed ? Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) : IDLE_MS;
  return longest * (0.5 + Math.random() / 2);
}
