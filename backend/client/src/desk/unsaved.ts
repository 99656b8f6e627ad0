/* What was typed and isn't stored yet. It lives in memory only: nothing of it stays on a disk,
   and a sign-in that runs out doesn't take it away. */
import { effect } from "@preact/signals";
import { account } from "../session";

/* By place, for whoever typed it alone; leaving the desk asks as long as any of it `counts`. */
export function unsavedPlaces<T>(counts: (typed: T) => boolean): Map<string, T> {
  const kept = new Map<string, T>();
  let owner: string | undefined;
  effect(() => {
    const who = account.value?.id;
    if (who !== owner) kept.clear();
    owner = who;
  });
  addEventListener("beforeunload", (event) => {
    if ([...kept.values()].some(counts)) event.preventDefault();
  });
  return kept;
}
