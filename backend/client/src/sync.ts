/* Keeps phone and clinic in step: on open, online, visible, push, and by Background Sync. */
import { computed, effect, signal, untracked } from "@preact/signals";
import { api, ask, Refused } from "./api/server";
import { askForBackgroundSync } from "./background";
import { isOutdated } from "./kept/database";
import * as diary from "./kept/diary";
import { type Flushed, flush } from "./kept/flush";
import type { Notice } from "./kept/notices";
import * as kept from "./kept/notices";
import type { Queued } from "./kept/queue";
import * as queue from "./kept/queue";
import { refresh } from "./kept/refresh";
import { keepForGood, measure } from "./kept/room";
import { plan } from "./pace";
import { account, noteRefusal, phase } from "./session";

export { storage } from "./kept/room";

/* What waits on this phone, refused items included. */
export const waiting = signal<Queued[]>([]);
/* Notices that the person hasn't closed yet. */
export const notices = signal<Notice[]>([]);
/* Counts up whenever the diary on this phone may have changed. */
export const version = signal(0);
/* Why the last try stopped ("unreachable", "sign_in", "consent"), if it did; "outdated": a newer
   version of the app, in another tab, has taken over what is kept, and this one must be reloaded. */
export const stopped = signal<string | null>(null);

const channel = new BroadcastChannel("tidemark");
let keptIds = new Set<string>();
let running: Promise<void> | null = null;
let following: Promise<void> | null = null;

/* Reads again what waits, and lets screens read the diary again. */
export async function look(): Promise<void> {
  if (await lookAtQueue()) version.value += 1;
}

/* Gives whether it could be read and is still the same person's. */
async function lookAtQueue(): Promise<boolean> {
  const who = account.value?.id;
  const [items, told] = who ? await readKept(who) : [[], []];
  if (stopped.value === "outdated" || who !== account.value?.id) return false;
  waiting.value = items;
  if (who) show(told);
  else notices.value = [];
  return true;
}

async function readKept(who: string): Promise<[Queued[], Notice[]]> {
  try {
    return await Promise.all([queue.all(who), kept.all(who)]);
  } catch (error) {
    if (!isOutdated(error)) throw error;
    stopped.value = "outdated";
    return [[], []];
  }
}

/* Shows the kept notices beside those that a screen raised by itself, without a network. */
function show(told: Notice[]): void {
  const raised = notices.value.filter(({ id }) => !keptIds.has(id));
  keptIds = new Set(told.map(({ id }) => id));
  const open = kept.merged(raised, told);
  if (JSON.stringify(open) !== JSON.stringify(notices.value)) notices.value = open;
}

/* Sends what waits and takes in what is new; resolves after a run that began with this call or
   later. Calls during a run share the one after it. */
export function sync(): Promise<void> {
  if (!following && !running) return begin();
  following ??= Promise.resolve(running)
    .catch(() => undefined)
    .then(begin);
  return following;
}

function begin(): Promise<void> {
  following = null;
  running = run().finally(() => {
    running = null;
  });
  return running;
}

async function run(): Promise<void> {
  const who = account.value;
  // Nothing of the diary has changed yet: a screen that is being opened need not begin anew.
  if (!(await lookAtQueue())) return;
  if (!who || phase.value !== "signed_in" || who.role !== "patient") return;
  const told = await flush(who.id).catch((): Flushed => ({ stopped: "unreachable", answered: 0 }));
  const why = told.stopped === "unreachable" ? told.stopped : await catchUp(who.id, told);
  stopped.value = why ?? null;
  if (told.answered) channel.postMessage("changed");
  await look();
  await measure();
  plan(() => void sync(), { failed: why === "unreachable", retryAfterMs: told.retryAfterMs });
  if (waiting.value.some((item) => !item.refused)) void askForBackgroundSync();
}

/* Takes in what is new; gives why it, or the sending before, stopped. */
async function catchUp(who: string, { stopped: why, answered }: Flushed) {
  try {
    // If the sending was refused, this finds out whether the sign-in has ended.
    if (why === "sign_in") await ask(api.GET("/api/v1/account"));
    const found = await diary.pull(who);
    if (found) version.value += 1;
    await refresh(who, { changed: found || answered > 0 });
    return why;
  } catch (error) {
    if (await noteRefusal(error)) return "sign_in";
    return why ?? (error instanceof Refused ? undefined : "unreachable");
  }
}

/* Tells other tabs and the worker that something was written, and sends it. */
export async function wrote(): Promise<void> {
  await look();
  channel.postMessage("changed");
  void askForBackgroundSync();
  void sync();
}

/* The person has read the notice. */
export async function closeNotice(id: string): Promise<void> {
  notices.value = notices.value.filter((notice) => notice.id !== id);
  if (account.value) await kept.close(account.value.id, id);
}

/* Starts listening: from now on the phone sends whenever it can. */
export function start(): void {
  addEventListener("online", () => void sync());
  addEventListener("pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) void sync();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void sync();
  });
  channel.addEventListener("message", () => void look());
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (event.data === "flush") void sync();
    if (event.data === "changed") void look();
  });
  // On open, and after each sign-in.
  const who = computed(() => (phase.value === "signed_in" ? account.value?.id : undefined));
  effect(() => {
    const isIn = who.value !== undefined;
    untracked(() => void (isIn ? sync().then(keepForGood) : look()));
  });
}
