/* Taking turns among all pages and the worker of this browser. */

/* Works while nobody else works under this name. Whoever holds the turn longer than `patienceMs`,
   as a page does that the phone froze, is passed over: the work must bear to be done twice. */
export async function inTurn<T>(
  name: string,
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const mine: { work?: Promise<T> } = {};
  const begin = () => {
    mine.work = work();
    return mine.work;
  };
  for (const how of [{ signal: AbortSignal.timeout(patienceMs) }, { steal: true }]) {
    // What has begun goes on to its end, also when it is passed over: that end is told.
    await navigator.locks.request(name, how, begin).catch(() => undefined);
    if (mine.work) return await mine.work;
  }
  throw new Error(`No turn: ${name}.`);
}
