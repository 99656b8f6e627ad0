/* What the screen knows and does; nothing that is drawn. */
import type { Consents, ReminderStatus, ShownReminderPlan } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import * as plain from "../../../kept/plain";
import * as device from "../../../push/device";
import { note } from "../../../push/reminded";
import { me } from "../../../session";
import { isGiven, keepConsents } from "../../consents";
import { isOffline, kept, renewed } from "../../own/known";
import { own } from "../../own/path";

export interface Known {
  plan: ShownReminderPlan;
  status: ReminderStatus;
  consents: Consents;
  /* By which the server knows this device, if it does. */
  here: string | undefined;
  able: boolean;
  blocked: boolean;
  on: boolean;
}

/* Without a network the plan is all that is known, and when it was heard of. */
export interface Kept {
  plan: ShownReminderPlan;
  keptAt: string;
}

const PLAN = "reminders";

export async function load(): Promise<Known | Kept> {
  try {
    return await heard();
  } catch (error) {
    const before = isOffline(error) ? await kept<ShownReminderPlan>(PLAN) : undefined;
    if (!before) throw error;
    return { plan: before.value, keptAt: before.at };
  }
}

async function heard(): Promise<Known> {
  const [{ value: plan }, status, consents, here, worker] = await Promise.all([
    renewed(PLAN, () => ask(api.GET("/api/v1/patients/{patient_id}/reminders", own()))),
    ask(api.GET("/api/v1/patients/{patient_id}/reminders/status", own())),
    ask(api.GET("/api/v1/patients/{patient_id}/consents", own())),
    plain.get("subscription"),
    device.registration(),
  ]);
  const able = Boolean(worker?.pushManager) && "Notification" in globalThis;
  const permission = able ? Notification.permission : "denied";
  const isKnown = status.devices.some((each) => each.id === here && !each.retired_at);
  const holds = permission === "granted" && Boolean(await worker?.pushManager.getSubscription());
  const on = isKnown && holds && isGiven(consents.items.c_push);
  return { plan, status, consents, here, able, blocked: able && permission === "denied", on };
}

/* Asks the browser, agrees to it if that isn't done, and subscribes; false if the browser won't. */
export async function turnOn(consents: Consents): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const worker = await device.registration();
  if (!worker) return false;
  if (!isGiven(consents.items.c_push)) {
    const body = { version: consents.version, items: { c_push: true }, cards: [] };
    const put = api.PUT("/api/v1/patients/{patient_id}/consents", { ...own(), body });
    await keepConsents(await ask(put));
  }
  // Anew: what is there may be one that its push service has given up.
  await device.unsubscribe(worker);
  await device.subscribe(worker);
  await note(me().id, true);
  return true;
}

export async function turnOff(): Promise<void> {
  const worker = await device.registration();
  await note(me().id, false);
  if (worker) await device.unsubscribe(worker);
}

export function snooze(minutes: number): Promise<ShownReminderPlan> {
  return ask(
    api.POST("/api/v1/patients/{patient_id}/reminders/snooze", { ...own(), body: { minutes } }),
  );
}
