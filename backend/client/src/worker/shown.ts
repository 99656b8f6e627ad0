/* The notifications that stand on this device. */
import * as plain from "../kept/plain";
import type { Told } from "./push";

const MOST_KEPT = 50;

let last: Promise<unknown> = Promise.resolve();

/* Works when all that came before is done: asked for what stands while something is being put up,
   Chromium forgets the latter. It stays on the screen then, but leads nowhere when it is touched. */
export function oneByOne<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine;
  return mine;
}

/* Shows it; if it was shown here before and the person has closed it, it goes again at once. */
export async function showOnce(
  worker: ServiceWorkerGlobalScope,
  { tag, token }: Told,
  { title, options }: { title: string; options: NotificationOptions },
): Promise<void> {
  const isCopy = token ? await wasTakenAway(worker, tag).catch(() => false) : false;
  await worker.registration.showNotification(title, { ...options, silent: isCopy });
  if (isCopy) await takeAway(worker, tag);
}

export async function takeAway(worker: ServiceWorkerGlobalScope, tag: string): Promise<void> {
  for (const shown of await worker.registration.getNotifications({ tag })) shown.close();
}

/* Takes away every reminder but this one. */
export async function takeAwayOlder(worker: ServiceWorkerGlobalScope, tag: string): Promise<void> {
  for (const shown of await worker.registration.getNotifications()) {
    if (shown.tag !== tag && shown.data?.kind !== "test") shown.close();
  }
}

/* Whether this one stood here before and is gone: a message may come twice. */
async function wasTakenAway(worker: ServiceWorkerGlobalScope, tag: string): Promise<boolean> {
  const before = await plain.change("tags", (tags = []) =>
    [tag, ...tags.filter((other) => other !== tag)].slice(0, MOST_KEPT),
  );
  const shown = await worker.registration.getNotifications({ tag });
  return (before ?? []).includes(tag) && shown.length === 0;
}
