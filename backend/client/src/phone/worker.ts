/* The service worker from the page's side: registered, updated when nobody is in the middle. */
import { signal } from "@preact/signals";
import { workerUrl } from "../trusted";

const LOOK_AGAIN_MS = 3_600_000;
const BEGINNING_MS = 3_000;

/* A newer version that waits to be used. */
export const newer = signal<ServiceWorker | null>(null);

/* Registers it. A version that has waited since before takes over now, as nothing is begun yet. */
export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(workerUrl(), {
    scope: "/",
    updateViaCache: "none",
  });
  if (navigator.serviceWorker.controller && registration.waiting) {
    newer.value = registration.waiting;
    // A browser may let it wait: later on a reload would take away what the person is typing.
    useNewer(AbortSignal.timeout(BEGINNING_MS));
  }
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      const replaces = coming.state === "installed" && navigator.serviceWorker.controller;
      if (replaces) newer.value = coming;
    });
  });
  lookAgain(registration);
}

/* An app on the home screen may stay open for weeks. */
function lookAgain(registration: ServiceWorkerRegistration): void {
  let looked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - looked < LOOK_AGAIN_MS) return;
    looked = Date.now();
    registration.update().catch(() => undefined);
  });
}

/* Starts the newer version, if it comes before the signal; what waits to be sent stays. */
export function useNewer(signal?: AbortSignal): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
    ...(signal ? { signal } : {}),
  });
  if (newer.value) newer.value.postMessage("take over");
  else location.reload();
}
