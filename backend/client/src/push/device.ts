/* Whether this browser takes reminders, for the page and for the service worker. */
import { api, ask, Refused } from "../api/server";
import * as plain from "../kept/plain";

const WORKER_MS = 10_000;

/* The worker's registration once it works; null where there is none, as in some private windows. */
export async function registration(): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  const patience = new Promise<null>((resolve) => setTimeout(resolve, WORKER_MS, null));
  return await Promise.race([navigator.serviceWorker.ready, patience]);
}

/* Subscribes with the key that is served now, anew if it was another one, and tells the server. */
export async function subscribe(worker: ServiceWorkerRegistration): Promise<void> {
  const { key } = await ask(api.GET("/api/v1/push/key"));
  let found = await worker.pushManager.getSubscription();
  if (found && !isMadeWith(found, key)) {
    await found.unsubscribe();
    found = null;
  }
  found ??= await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(key),
  });
  const { endpoint, keys } = found.toJSON();
  const { id } = await ask(
    api.POST("/api/v1/push/subscriptions", {
      body: {
        endpoint: endpoint ?? "",
        keys: { p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" },
        key,
      },
    }),
  );
  const before = await plain.get("subscription");
  await plain.put("subscription", id);
  if (before && before !== id) await drop(before);
}

/* Takes no more reminders; the sign-in stays. */
export async function unsubscribe(worker: ServiceWorkerRegistration): Promise<void> {
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const id = await plain.get("subscription");
  await plain.forget("subscription");
  if (id) await drop(id);
}

/* Whether the browser still holds what this sign-in subscribed, made with the key served now. */
export async function isCurrent(worker: ServiceWorkerRegistration): Promise<boolean> {
  const found = await worker.pushManager.getSubscription();
  if (!found || !(await plain.get("subscription"))) return false;
  const { key } = await ask(api.GET("/api/v1/push/key"));
  return isMadeWith(found, key);
}

/* Leaves nothing of the person here: no subscription, no notification, no receipt. Never fails. */
export async function leave(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration();
    await (await worker?.pushManager?.getSubscription())?.unsubscribe();
    for (const shown of (await worker?.getNotifications()) ?? []) shown.close();
  } catch {
    // The server sends nothing to a sign-in that has ended, whatever the browser still holds.
  }
  await plain.forget("subscription", "receipts", "tags");
}

async function drop(id: string): Promise<void> {
  try {
    await ask(
      api.DELETE("/api/v1/push/subscriptions/{subscription_id}", {
        params: { path: { subscription_id: id } },
      }),
    );
  } catch (refusal) {
    if (!(refusal instanceof Refused && refusal.status === 404)) throw refusal;
  }
}

function isMadeWith(subscription: PushSubscription, key: string): boolean {
  const given = subscription.options.applicationServerKey;
  if (!given) return false;
  const [mine, theirs] = [new Uint8Array(given), bytesOf(key)];
  return mine.length === theirs.length && mine.every((byte, at) => byte === theirs[at]);
}

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
