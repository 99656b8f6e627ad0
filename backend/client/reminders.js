/* The page of reminders: sign in, turn them on here, see whether they arrive, say when. */
import * as plan from "./plan.js";
import * as words from "./words.js";

const POLL_MS = 1_000;
const TEST_MS = 60_000;
const at = (id) => document.getElementById(id);

let account = null;
let registration = null;

function show(id, is = true) {
  at(id).hidden = !is;
}

function say(id, text) {
  at(id).textContent = text;
}

function listed(id, lines) {
  at(id).replaceChildren(
    ...lines.map((parts) => {
      const item = document.createElement("li");
      for (const [kind, text] of parts) {
        const part = document.createElement("span");
        part.className = kind;
        part.textContent = text;
        item.append(part);
      }
      return item;
    }),
  );
}

/* Does it with the button shut meanwhile, and says what went wrong. */
async function attempt(button, act) {
  show("problem", false);
  button.disabled = true;
  try {
    await act();
  } catch (error) {
    if (error.status === 401 && account) await signedOut();
    say("problem", words.problem(error));
    show("problem");
    at("problem").scrollIntoView({ block: "nearest" });
  } finally {
    button.disabled = false;
  }
}

function mine(path) {
  return `/patients/${account.patient_id}${path}`;
}

async function register() {
  if (!("serviceWorker" in navigator)) return null;
  const policy = self.trustedTypes?.createPolicy("tidemark", {
    createScriptURL: () => "/service-worker.js",
  });
  const url = policy?.createScriptURL("") ?? "/service-worker.js";
  await navigator.serviceWorker.register(url, { scope: "/" });
  return navigator.serviceWorker.ready;
}

async function signedOut() {
  account = null;
  await device.leave(registration);
  show("wait", false);
  show("signed-in", false);
  show("sign-out", false);
  show("signed-out");
}

async function signedIn(found) {
  if (found.role !== "patient") {
    await server.ask("DELETE", "/session");
    await signedOut();
    throw new server.Refused(403, { detail: "This page is for patients." });
  }
  account = found;
  show("wait", false);
  show("signed-out", false);
  show("signed-in");
  show("sign-out");
  say("zone", `By the clocks of ${found.time_zone.replaceAll("_", " ")}.`);
  plan.fill(await server.ask("GET", mine("/reminders")), found.time_zone);
  registration?.active?.postMessage("tell again");
  if (await isOn()) await device.subscribe(registration);
  await refresh();
}

async function isOn() {
  const permitted = globalThis.Notification?.permission === "granted";
  return permitted && Boolean(await registration?.pushManager?.getSubscription());
}

async function refresh() {
  const status = await server.ask("GET", mine("/reminders/status"));
  const zone = account.time_zone;
  const known = (moment, otherwise) => (moment ? words.moment(moment, zone) : otherwise);
  say("last-shown", known(status.last_shown_at, "None yet"));
  say("next", known(status.next_at, "None is planned now"));
  const here = await kept.get("subscription");
  listed(
    "devices",
    status.devices.map((each) => [
      ["device", words.deviceName(each.device) + (each.id === here ? " (this one)" : "")],
      ["soft", words.standing(each, zone)],
    ]),
  );
  show("test", status.devices.some((each) => !each.retired_at));
  if (!status.devices.length) listed("devices", [[["soft", "None takes reminders yet."]]]);
  await showHere();
}

async function showHere() {
  const on = await isOn();
  const able = Boolean(registration?.pushManager) && "Notification" in globalThis;
  const blocked = able && Notification.permission === "denied";
  show("turn-on", able && !on && !blocked);
  show("turn-off", on);
  show("agree", false);
  if (!able) {
    say("here", "This browser can't show reminders. On an iPhone or iPad, add this page to the "
      + "Home Screen and open it from there.");
  } else if (blocked) {
    say("here", "This browser blocks them. Allow notifications for this page in its settings, "
      + "then open the page again.");
  } else {
    say("here", on ? "Reminders are on." : "Reminders are off.");
    if (!on) await showConsent();
  }
}

async function showConsent() {
  const { items } = await server.ask("GET", mine("/consents"));
  if (isGiven(items.c_push)) return;
  say("agree", `By turning them on you agree to this: “${items.c_push.text}”`);
  show("agree");
}

function isGiven(item) {
  return Boolean(item.given_at) && !item.withdrawn_at;
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") return showHere();
  const { version, items } = await server.ask("GET", mine("/consents"));
  if (!isGiven(items.c_push)) {
    await server.ask("PUT", mine("/consents"), { version, items: { c_push: true }, cards: [] });
  }
  await device.subscribe(registration);
  return refresh();
}

async function test() {
  const { id } = await server.ask("POST", "/push/test");
  listed("test-result", [[["soft", "Being sent …"]]]);
  const until = Date.now() + TEST_MS;
  let left = 1;
  while (left && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    left = await followTest(id);
  }
  if (left) {
    at("test-result").append(
      Object.assign(document.createElement("li"), {
        textContent: "It isn't shown everywhere. Is the device online, and may this page show "
          + "notifications there?",
      }),
    );
  }
  await refresh();
}

/* On how many devices a test isn't shown yet. */
async function followTest(id) {
  const { items } = await server.ask("GET", mine("/reminders/history?limit=20"));
  const found = items.find((each) => each.id === id);
  if (!found?.devices.length) return 1;
  const { devices } = await server.ask("GET", mine("/reminders/status"));
  const names = new Map(devices.map((each) => [each.id, words.deviceName(each.device)]));
  listed(
    "test-result",
    found.devices.map((each) => [
      ["device", names.get(each.subscription_id) ?? "A device"],
      [each.shown_at ? "good" : "soft", words.progress(each, account.time_zone)],
    ]),
  );
  return found.devices.filter((each) => !each.shown_at).length;
}

async function signIn() {
  const before = await kept.get("account");
  const found = await server.signIn(at("email").value, at("password").value);
  at("password").value = "";
  // Another person's reminders must not go on arriving here.
  if (before && before !== found.id) {
    const csrf = await kept.get("csrf");
    await device.leave(registration);
    await Promise.all([kept.put("csrf", csrf), kept.put("account", found.id)]);
  }
  await signedIn(found);
}

async function signOut() {
  await device.unsubscribe(registration);
  await server.ask("DELETE", "/session");
  await signedOut();
}

at("sign-in").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(event.submitter, signIn);
});
at("plan").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(event.submitter, async () => {
    await plan.save((wish) => server.ask("PUT", mine("/reminders"), wish), account.time_zone);
    await refresh();
  });
});
for (const button of document.querySelectorAll("[data-minutes]")) {
  button.addEventListener("click", () =>
    attempt(button, async () => {
      const minutes = Number(button.dataset.minutes);
      const told = await server.ask("POST", mine("/reminders/snooze"), { minutes });
      plan.fill(told, account.time_zone);
      await refresh();
    }),
  );
}
const verbs = { "turn-on": turnOn, "sign-out": signOut, test };
for (const [id, act] of Object.entries(verbs)) {
  at(id).addEventListener("click", (event) => attempt(event.target, act));
}
at("turn-off").addEventListener("click", (event) =>
  attempt(event.target, async () => {
    await device.unsubscribe(registration);
    await refresh();
  }),
);

await attempt(at("test"), async () => {
  registration = await register();
  if (!(await kept.get("csrf"))) return signedOut();
  try {
    await signedIn(await server.ask("GET", "/account"));
  } catch (error) {
    if (error.status !== 401) throw error;
    await signedOut();
  }
});
