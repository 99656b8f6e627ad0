/* How the page says things. */

const BROWSERS = [
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Opera", /OPR\//],
  ["Samsung Internet", /SamsungBrowser\//],
  ["Firefox", /(Firefox|FxiOS)\//],
  ["Chrome", /(Chrome|CriOS)\//],
  ["Safari", /Safari\//],
];
const SYSTEMS = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["Chromebook", /CrOS/],
  ["Mac", /Macintosh/],
  ["Linux", /Linux/],
];
const ENDED = {
  gone: "this device takes no more reminders",
  denied: "its push service refused us",
  refused: "its push service refused us",
};

/* "Firefox on Linux", from what the browser calls itself. */
export function deviceName(agent) {
  const named = (kinds) => kinds.find(([, pattern]) => pattern.test(agent ?? ""))?.[0];
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)];
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? "A device";
}

/* "Thu 26 Nov, 19:00", by the clocks of the zone. */
export function moment(text, zone) {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  }).format(new Date(text));
}

/* "19:00:07", by the clocks of the zone. */
export function second(text, zone) {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: zone }).format(
    new Date(text),
  );
}

/* How one device stands. */
export function standing(device, zone) {
  if (device.retired_at) {
    const why = ENDED[device.retired_because] ?? "it took no more reminders";
    return `Off since ${moment(device.retired_at, zone)}: ${why}. Turn reminders on there again.`;
  }
  if (device.shown_at) return `Last reminder shown ${moment(device.shown_at, zone)}`;
  if (device.accepted_at) return `Sent ${moment(device.accepted_at, zone)}, not shown yet`;
  return "No reminder yet";
}

/* How a test stands on one device. */
export function progress(delivery, zone) {
  if (delivery.shown_at) return `shown at ${second(delivery.shown_at, zone)}`;
  if (delivery.accepted_at) return "on its way to the device …";
  if (delivery.answer) return "did not get through; we try again …";
  return "being sent …";
}

/* What a refusal or a failure means for the person. */
export function problem(error) {
  const told = Object.values(error.fields ?? {}).flat();
  if (told.length) return told.join(" ");
  if (error.code === "consent_required") return "Please fill in the consent form of your diary first.";
  if (error.code === "otp_required") return "This page is for patients.";
  if (error.status === 401) return "E-mail and password do not fit together.";
  if (error.status === 429) return "That was often. Please wait a while.";
  if (error.status >= 500) return "Something went wrong on our side. Please try again later.";
  if (error.status) return error.message;
  if (error.name === "NotAllowedError") return "This browser does not let us show reminders.";
  return "We could not get through. Are you online?";
}

/* How reminders stand in this browser. */
export function here({ able, blocked, on }) {
  if (!able) {
    return "This browser can't show reminders. On an iPhone or iPad, add this page to the Home "
      + "Screen and open it from there.";
  }
  if (blocked) {
    return "This browser blocks them. Allow notifications for this page in its settings, then "
      + "open the page again.";
  }
  return on ? "Reminders are on." : "Reminders are off.";
}

export const TEST_ADVICE = "It isn't shown everywhere. Is the device online, and may this page "
  + "show notifications there? Some phones hold them back while they save power.";
