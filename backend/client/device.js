"use strict";
/* Whether this browser takes reminders, for the page and for the service worker. */
self.device = (() => {
  function bytesOf(key) {
    const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(text, (character) => character.charCodeAt(0));
  }

  function isMadeWith(subscription, key) {
    const given = subscription.options?.applicationServerKey;
    if (!given) return false;
    const [mine, theirs] = [new Uint8Array(given), bytesOf(key)];
    return mine.length === theirs.length && mine.every((byte, at) => byte === theirs[at]);
  }

  async function removed(id) {
    try {
      await server.ask("DELETE", `/push/subscriptions/${id}`);
    } catch (refusal) {
      if (refusal.status !== 404) throw refusal;
    }
  }

  /* Subscribes with the key that is served now, anew if it was another one, and tells the server. */
  async function subscribe(registration) {
    const { key } = await server.ask("GET", "/push/key");
    let found = await registration.pushManager.getSubscription();
    if (found && !isMadeWith(found, key)) {
      await found.unsubscribe();
      found = null;
    }
    found ??= await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(key),
    });
    const { endpoint, keys } = found.toJSON();
    const { id } = await server.ask("POST", "/push/subscriptions", {
      endpoint,
      keys: { p256dh: keys.p256dh, auth: keys.auth },
      key,
    });
    const before = await kept.get("subscription");
    await kept.put("subscription", id);
    if (before && before !== id) await removed(before);
    return id;
  }

  /* Takes no more reminders; the rest of the sign-in stays. */
  async function unsubscribe(registration) {
    await (await registration.pushManager?.getSubscription())?.unsubscribe();
    const id = await kept.get("subscription");
    await kept.put("subscription", undefined);
    if (id) await removed(id);
  }

  /* Leaves nothing of the person here: no subscription, no notification, nothing kept. */
  async function leave(registration) {
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
    for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
    await kept.wipe();
  }

  return { subscribe, unsubscribe, leave };
})();
