/* Sends what waits when the browser wakes the worker, whether a page is open or not. */
import { endLeft } from "../kept/ending";
import { flush, type Why } from "../kept/flush";
import * as plain from "../kept/plain";

/* Raises if there is something left that may succeed later: a sync event is then tried again. */
export async function flushHere(): Promise<void> {
  const isEnded = await endLeft();
  const stopped = await sendHere();
  if (!isEnded || stopped === "unreachable") throw new Error("Later, perhaps.");
}

/* Gives why it stopped early, if it did. */
async function sendHere(): Promise<Why | undefined> {
  const who = await plain.get("who");
  if (!who || !(await plain.get("csrf"))) return undefined;
  const { stopped } = await flush(who);
  const channel = new BroadcastChannel("tidemark");
  channel.postMessage("changed");
  channel.close();
  return stopped;
}

/* Sends on Background Sync, on a push, and when a page asks for it. */
export function listenForFlushing(worker: ServiceWorkerGlobalScope): void {
  worker.addEventListener("sync", (event) => {
    const woken = event as ExtendableEvent & { tag: string };
    if (woken.tag === "flush") woken.waitUntil(flushHere());
  });
  worker.addEventListener("push", (event) => {
    event.waitUntil(flushHere().catch(() => undefined));
  });
  worker.addEventListener("message", (event) => {
    if (event.data === "flush") event.waitUntil(flushHere().catch(() => undefined));
  });
}
