/* Reminders: shown, opened, put off, told to the server. The worker may end at any moment. */
import { api, ask } from "../api/server";
import * as plain from "../kept/plain";
import * as device from "../push/device";
import { lockScreen } from "../texts/en/lock-screen";
import { tell, tellAgain } from "./receipts";
import { oneByOne, showOnce, takeAway, takeAwayOlder } from "./shown";

type Worker = ServiceWorkerGlobalScope;

/* What a message says; `token` is for its receipts. */
export interface Told {
  kind: "due" | "silence" | "test";
  tag: string;
  token: string | null;
}

const WORDS: Record<string, typeof lockScreen> = { en: lockScreen };
const KINDS = ["due", "silence", "test"];
const LATER = "later";
const LATER_MINUTES = 60;

export function listenForPush(worker: Worker): void {
  worker.addEventListener("activate", (event) => event.waitUntil(tellAgain(worker)));
  worker.addEventListener("push", (event) => {
    event.waitUntil(remind(worker, read(event.data)));
  });
  worker.addEventListener("notificationclick", (event) => {
    event.waitUntil(event.action === LATER ? putOff(worker, event) : open(worker, event));
  });
  worker.addEventListener("pushsubscriptionchange", (event) => {
    (event as ExtendableEvent).waitUntil(subscribeAnew(worker));
  });
  worker.addEventListener("message", (event) => {
    if (event.data === "tell again") event.waitUntil(tellAgain(worker));
  });
}

/* A push that shows nothing costs the permission on some phones, so that anything is readable. */
function read(data: PushMessageData | null): Told {
  try {
    const { k, t, r } = (data as PushMessageData).json() as Record<"k" | "t" | "r", unknown>;
    if (typeof t !== "string" || !t) throw new TypeError("It has no tag.");
    const kind = KINDS.includes(k as string) ? (k as Told["kind"]) : "due";
    return { kind, tag: t, token: typeof r === "string" ? r : null };
  } catch {
    return { kind: "due", tag: "tidemark", token: null };
  }
}

async function remind(worker: Worker, told: Told): Promise<void> {
  const words = await content(told);
  await oneByOne(async () => {
    await showOnce(worker, told, words);
    if (told.kind !== "test") await takeAwayOlder(worker, told.tag);
  });
  if (told.token) await tell(worker, { token: told.token, event: "shown", tag: told.tag });
  else await tellAgain(worker);
}

async function content({ kind, tag, token }: Told) {
  const language = (await plain.get("language").catch(() => undefined)) ?? "en";
  const words = WORDS[language] ?? lockScreen;
  const options = {
    body: words[kind],
    tag,
    icon: "/icon.png",
    badge: "/badge.png",
    lang: WORDS[language] ? language : "en",
    data: { kind, tag, token },
    actions: kind === "test" ? [] : [{ action: LATER, title: words.later }],
  };
  return { title: words.title, options };
}

async function open(worker: Worker, { notification }: NotificationEvent): Promise<void> {
  notification.close();
  const { token, tag } = notification.data as Told;
  const receipt = token ? tell(worker, { token, event: "opened", tag }) : null;
  await Promise.all([openApp(worker), receipt]);
}

async function openApp(worker: Worker): Promise<void> {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const found = windows.find((each) => new URL(each.url).pathname === "/");
  await (found ? found.focus() : worker.clients.openWindow("/"));
}

/* Asks the server to remind in an hour; what can't be put off is shown again, without a sound. */
async function putOff(worker: Worker, { notification }: NotificationEvent): Promise<void> {
  notification.close();
  const told = notification.data as Told;
  try {
    await snooze();
  } catch {
    const { title, options } = await content(told);
    const again = { ...options, silent: true };
    return await oneByOne(() => worker.registration.showNotification(title, again));
  }
  await oneByOne(() => takeAway(worker, told.tag));
  if (told.token) await tell(worker, { token: told.token, event: "acted", tag: told.tag });
}

async function snooze(): Promise<void> {
  const who = await plain.get("who");
  if (!who || !(await plain.get("csrf"))) throw new Error("Nobody is signed in.");
  await ask(
    api.POST("/api/v1/patients/{patient_id}/reminders/snooze", {
      params: { path: { patient_id: who } },
      body: { minutes: LATER_MINUTES },
    }),
  );
}

/* The push service gave the subscription up. Without a sign-in the page does it when it opens. */
async function subscribeAnew(worker: Worker): Promise<void> {
  if (await plain.get("csrf")) await device.subscribe(worker.registration);
}
