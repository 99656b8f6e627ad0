/* How the screen says what the server tells of devices and tests. */

import type { Delivery, ReminderDevice } from "../../../api/schema";
import { moment } from "../../../days";
import { dateFormat } from "../../../formats";
import { me } from "../../../session";
import { language, t } from "../../../texts";

const BROWSERS: [name: string, pattern: RegExp][] = [
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Opera", /OPR\//],
  ["Samsung Internet", /SamsungBrowser\//],
  ["Firefox", /(Firefox|FxiOS)\//],
  ["Chrome", /(Chrome|CriOS)\//],
  ["Safari", /Safari\//],
];
const SYSTEMS: [name: string, pattern: RegExp][] = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["Chromebook", /CrOS/],
  ["Mac", /Macintosh/],
  ["Linux", /Linux/],
];

/* "Firefox on Linux", from what the browser calls itself. */
export function deviceName(agent: string | null): string {
  const words = t().phone.reminders;
  const browser = BROWSERS.find(([, pattern]) => pattern.test(agent ?? ""))?.[0];
  const system = SYSTEMS.find(([, pattern]) => pattern.test(agent ?? ""))?.[0];
  if (browser && system) return words.browserOn(browser, system);
  return browser ?? system ?? words.aDevice;
}

/* A moment by the clocks of the account's zone. */
export function when(at: string): string {
  return moment(at, language(), me().time_zone);
}

/* How one device stands. */
export function standing(device: ReminderDevice): string {
  const words = t().phone.reminders.standing;
  if (device.retired_at) {
    const why = { gone: words.gone, denied: words.refused, refused: words.refused };
    const because = why[device.retired_because as keyof typeof why] ?? words.other;
    return words.retired(when(device.retired_at), because);
  }
  if (device.shown_at) return words.shown(when(device.shown_at));
  return device.accepted_at ? words.sent(when(device.accepted_at)) : words.none;
}

/* How a test stands on one device. */
export function progress(delivery: Delivery): string {
  const words = t().phone.reminders.progress;
  if (delivery.shown_at) return words.shown(second(delivery.shown_at));
  if (delivery.accepted_at) return words.accepted;
  return delivery.answer ? words.failed : words.sending;
}

function second(at: string): string {
  const options = { timeStyle: "medium", timeZone: me().time_zone } as const;
  return dateFormat(language(), options).format(new Date(at));
}
