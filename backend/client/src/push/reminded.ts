/* Keeps reminders on where the person turned them on, over a new sign-in and a change of keys. */
import { computed, effect, signal } from "@preact/signals";
import * as store from "../kept/store";
import { account, phase } from "../session";
import * as device from "./device";

/* Under which it is kept whether somebody wants them on this device. */
export const REMINDED = "reminded";

/* Counts up when reminders were taken up again. */
export const renewed = signal(0);

/* Remembers, for this person on this device, whether reminders are wanted here. */
export async function note(who: string, wanted: boolean): Promise<void> {
  await store.write(who, REMINDED, wanted);
}

/* From now on each sign-in takes up its reminders again, and tells what wasn't told yet. */
export function startReminding(): void {
  const patient = computed(() =>
    phase.value === "signed_in" && account.value?.role === "patient" ? account.value.id : null,
  );
  effect(() => {
    // Without a network it is tried again at the next start.
    if (patient.value) void resume(patient.value).catch(() => undefined);
  });
}

async function resume(who: string): Promise<void> {
  const worker = await device.registration();
  worker?.active?.postMessage("tell again");
  if (!worker?.pushManager || globalThis.Notification?.permission !== "granted") return;
  if (!(await store.read<boolean>(who, REMINDED)) || (await device.isCurrent(worker))) return;
  await device.subscribe(worker);
  renewed.value += 1;
}
