/* What the browser does for the app while no page of it is open. */

/* Asks to be woken at the next moment with a network, where browsers do that. */
export async function askForBackgroundSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const background = (
    registration as { sync?: { register(tag: string): Promise<void> } } | undefined
  )?.sync;
  await background?.register("flush").catch(() => undefined);
}
