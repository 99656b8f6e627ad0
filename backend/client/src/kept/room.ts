/* Whether this phone has room for what a person writes, and promises to keep it. */
import { signal } from "@preact/signals";
import { isFull } from "./database";
import * as plain from "./plain";

/* More than somebody writes in two weeks. */
const LEAST_BYTES = 1024 * 1024;
const LOOK_AGAIN_MS = 3_600_000;
const TRIAL = "tidemark-room";

/* "low": the person should make room before something can't be saved. */
export const storage = signal<"enough" | "low">("enough");

let looked = Number.NEGATIVE_INFINITY;

/* Finds out whether there is room for what may be written next: now and then, or at once where
   there was none. */
export async function measure(): Promise<void> {
  if (storage.value === "enough" && performance.now() - looked < LOOK_AGAIN_MS) return;
  looked = performance.now();
  storage.value = (await hasRoom()) ? "enough" : "low";
}

/* Tries it, as browsers tell no one how much room is really left: Chromium names 10 GiB to all. */
async function hasRoom(): Promise<boolean> {
  try {
    const trial = await caches.open(TRIAL);
    await trial.put("/", new Response(new Uint8Array(LEAST_BYTES)));
    return true;
  } catch (error) {
    return !isFull(error);
  } finally {
    await caches.delete(TRIAL).catch(() => undefined);
  }
}

/* Asks the browser never to clear by itself what is kept here. Some ask the person: they are asked
   once. Others decide alone, and think better of an app on the home screen or one that may remind:
   they are asked once more as soon as the app is that. */
export async function keepForGood(): Promise<void> {
  const now = reasons();
  if ((await plain.get("persistence_asked")) === now) return;
  await plain.put("persistence_asked", now);
  await navigator.storage?.persist?.();
}

/* What speaks for keeping it. */
function reasons(): string {
  const isInstalled = matchMedia("(display-mode: standalone)").matches;
  const mayRemind = globalThis.Notification?.permission === "granted";
  return `${isInstalled ? "installed" : "tab"}${mayRemind ? ", reminds" : ""}`;
}
