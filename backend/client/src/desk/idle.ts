/* A desk that nobody uses asks for the sign-in again: machines on a ward are shared. */
import { effect, signal } from "@preact/signals";
import { account, lock, phase } from "../session";

const USED_AT = "desk-used-at";
const LIMIT_MS = 15 * 60_000;
const WARNING_MS = 60_000;
const NOTED_EVERY_MS = 1_000;
const MEANT = ["keydown", "pointerdown"] as const;
const ANY = [...MEANT, "pointermove", "wheel"] as const;

/* Whether it is about to lock. */
export const warned = signal(false);

/* Somebody uses it; every tab of this browser hears of that. */
export function use(): void {
  localStorage.setItem(USED_AT, String(Date.now()));
  warned.value = false;
}

/* Locks a desk that was left before this page opened; from then on a sign-in counts as use. */
export async function beginIdle(): Promise<void> {
  const isStaff = phase.value === "signed_in" && account.value?.role !== "patient";
  if (isStaff && idleMs() >= LIMIT_MS) await lock();
  let before = phase.value;
  effect(() => {
    if (phase.value === "signed_in" && before !== "signed_in") use();
    before = phase.value;
  });
}

/* Warns, and locks, as long as the desk is shown; gives how to end it. */
export function watchIdle(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    const left = LIMIT_MS - idleMs();
    warned.value = left > 0 && left <= WARNING_MS;
    if (left <= 0) void lock();
    else timer = setTimeout(look, left > WARNING_MS ? left - WARNING_MS : left);
  };
  const note = (event: Event) => {
    // Whoever reaches for the button of the warning must not see it vanish under the pointer.
    const counts = !warned.value || MEANT.some((name) => name === event.type);
    if (!counts || (!warned.value && idleMs() < NOTED_EVERY_MS)) return;
    // Nobody comes back to a desk whose time was over, as after a night of sleep.
    if (idleMs() < LIMIT_MS) use();
    look();
  };
  if (localStorage.getItem(USED_AT) === null) use();
  look();
  for (const name of ANY) addEventListener(name, note, { capture: true, passive: true });
  addEventListener("storage", look);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearTimeout(timer);
    warned.value = false;
    for (const name of ANY) removeEventListener(name, note, { capture: true });
    removeEventListener("storage", look);
    document.removeEventListener("visibilitychange", look);
  };
}

/* For how long nobody used it; a clock that was set back doesn't keep a desk open. */
function idleMs(): number {
  const at = localStorage.getItem(USED_AT);
  return at === null ? 0 : Math.abs(Date.now() - Number(at));
}
