"use strict";
/* Shows reminders. It answers no requests of pages and caches nothing. */

const policy = self.trustedTypes?.createPolicy("tidemark", { createScriptURL: ours });
const trusted = (url) => policy?.createScriptURL(url) ?? url;
importScripts(
  trusted("/client/kept.js"),
  trusted("/client/server.js"),
  trusted("/client/device.js"),
);

const PAGE = "/reminders";
const TITLE = "Tidemark";
/* The lock screen shows these to anybody: they name no drug, no condition and no score. */
const TEXTS = {
  due: "Your diary is ready.",
  silence: "Your diary is here whenever you are.",
  test: "This is a test. Reminders reach you here.",
};
const PATIENCE_MS = 10_000;
const MOST_KEPT = 50;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), tellAgain()]));
});
self.addEventListener("push", (event) => event.waitUntil(remind(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(Promise.all([openPage(), tellOpened(event.notification)]));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAnew()));
self.addEventListener("message", (event) => {
  if (event.data === "tell again") event.waitUntil(tellAgain());
});

function ours(url) {
  if (!url.startsWith("/client/")) throw new TypeError("Only our own scripts.");
  return url;
}

/* A push that shows nothing costs the permission on some phones, so that anything is readable. */
function read(data) {
  try {
    const { k, t, r } = data.json();
    if (typeof t !== "string" || !t) throw new TypeError("It has no tag.");
    return { kind: Object.hasOwn(TEXTS, k) ? k : "due", tag: t, token: r };
  } catch {
    return { kind: "due", tag: "tidemark", token: null };
  }
}

async function remind({ kind, tag, token }) {
  const isCopy = await wasTakenAway(tag, token).catch(() => false);
  await self.registration.showNotification(TITLE, {
    body: TEXTS[kind],
    tag,
    icon: "/client/icon.png",
    badge: "/client/badge.png",
    lang: "en",
    silent: isCopy,
    data: { kind, token },
  });
  if (isCopy) await takeAway(tag);
  if (kind !== "test") await takeAwayOlder(tag);
  if (token) await tell({ token, event: "shown", tag });
  await tellAgain();
}

/* Whether it was shown here before and the person has closed it: a message may come twice. */
async function wasTakenAway(tag, token) {
  if (!token) return false;
  const before = await kept.change("tags", (tags = []) =>
    [tag, ...tags.filter((other) => other !== tag)].slice(0, MOST_KEPT),
  );
  const shown = await self.registration.getNotifications({ tag });
  return (before ?? []).includes(tag) && shown.length === 0;
}

async function takeAway(tag) {
  for (const shown of await self.registration.getNotifications({ tag })) shown.close();
}

async function takeAwayOlder(tag) {
  for (const shown of await self.registration.getNotifications()) {
    if (shown.tag !== tag && shown.data?.kind !== "test") shown.close();
  }
}

async function openPage() {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const found = windows.find((each) => new URL(each.url).pathname === PAGE);
  return found ? found.focus() : self.clients.openWindow(PAGE);
}

async function tellOpened({ tag, data }) {
  if (data?.token) await tell({ token: data.token, event: "opened", tag });
}

/* Sends a receipt, which is kept if it doesn't get through; takes away what is due no more. */
async function tell(receipt) {
  try {
    const answer = await fetch("/api/v1/push/receipts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: receipt.token, event: receipt.event }),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 429 || answer.status >= 500) throw new Error("Later, perhaps.");
    if (answer.ok && (await answer.json()).is_due === false) await takeAway(receipt.tag);
  } catch {
    await kept.change("receipts", (others = []) => [...others, receipt].slice(-MOST_KEPT));
  }
}

async function tellAgain() {
  const waiting = (await kept.change("receipts", () => [])) ?? [];
  for (const receipt of waiting) await tell(receipt);
}

/* The push service gave the subscription up. Without a sign-in the page does it at its next visit. */
async function subscribeAnew() {
  if (await kept.get("csrf")) await device.subscribe(self.registration);
}
