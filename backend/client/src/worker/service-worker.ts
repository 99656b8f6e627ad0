/// <reference lib="webworker" />
/* Keeps the app on the phone, sends what waits, shows reminders. It never keeps an API answer. */
import { type File, Files } from "./files";
import { listenForFlushing } from "./flushing";
import { listenForPush } from "./push";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: File[] };

const files = new Files(self.__WB_MANIFEST);

self.addEventListener("install", (event) => event.waitUntil(files.install()));
self.addEventListener("activate", (event) => {
  event.waitUntil(files.tidy().then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  const isPhone = event.request.mode === "navigate" && pathname === "/";
  const isFile =
    pathname.startsWith("/assets/") || files.list.some(({ url }) => isAt(url, pathname));
  if (isPhone || (isFile && event.request.mode !== "navigate")) {
    event.respondWith(answer(isPhone ? "/" : pathname, event.request));
  }
});
self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});
listenForFlushing(self);
listenForPush(self);

function isAt(url: string, pathname: string): boolean {
  return new URL(url, self.location.origin).pathname === pathname;
}

async function answer(path: string, request: Request): Promise<Response> {
  return (await files.find(path)) ?? fetch(request);
}
