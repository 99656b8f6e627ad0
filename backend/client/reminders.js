/* The page of reminders: sign in, turn them on here, see whether they arrive, say when. */
import * as plan from "./plan.js";
import * as words from "./words.js";

const POLL_MS = 1_000;
const TEST_MS = 60_000;
const WORKER_MS = 10_000;
const at = (id) => document.getElementById(id);

let account = null;
let registration = null;

function show(id, is = true) {
  at(id).hidden = !is;
}

function say(id, text) {
  at(id).textContent = text;
}

/* Says the same only once, because it is read aloud to some. */
function listed(id, lines) {
  const told = JSON.stringify(lines);
  if (at(id).dataset.told === told) return;
  at(id).dataset.told = told;
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
  if (button) button.disabled = true;
  try {
    await act();
  } catch (error) {
    say("problem", words.problem(error));
    show("problem");
    at("problem").scrollIntoView({ block: "nearest" });
    if (error.status === 401 && account) await signedOut();
  } finally {
    if (button) button.disabled = false;
  }
}

function mine(path) {
  return `/patients/${account.patient_id}${path}`;
}

/* The worker's registration; null where there can be none, as in some private windows. */
async function register() {
  if (!("serviceWorker" in navigator)) return null;
  const policy = self.trustedTypes?.createPolicy("tidemark", {
    createScriptURL: () => "/service-worker.js",
  });
  const url = policy?.createScriptURL("") ?? "/service-worker.js";
  try {
    await navigator.serviceWorker.register(url, { scope: "/" });
  } catch {
    return null;
  }
  const patience = new Promise((resolve) => setTimeout(resolve, WORKER_MS, null));
  return Promise.race([navigator.serviceWorker.ready, patience]);
}

/* What was on the page goes with the person. */
async function signedOut() {
  await device.leave(registration);
  if (account) return location.replace("/reminders");
  show("wait", false);
  return show("signed-out");
}

async function signedIn(found) {
  if (found.role !== "patient") {
    await server.ask("DELETE", "/session");
    throw new server.Refused(403, { detail: "This page is for patients." });
  }
  account = found;
  show("wait", false);
  show("signed-out", false);
  show("signed-in");
  show("sign-out");
  at("title").focus();
  say("zone", `By the clocks of ${found.time_zone.replaceAll("_", " ")}.`);
  plan.fill(await server.ask("GET", mine("/reminders")), found.time_zone);
  registration?.active?.postMessage("tell again");
  await attempt(null, subscribeAgain);
  await refresh();
}

async function hasSubscription() {
  const permitted = globalThis.Notification?.permission === "granted";
  return permitted && Boolean(await registration?.pushManager?.getSubscription());
}

async function thisDevice() {
  const [{ devices }, id] = [await status(), await kept.get("subscription")];
  return devices.find((each) => each.id === id);
}

/* So that a subscription is bound to this sign-in, and made with the key that is served now. */
async function subscribeAgain() {
  if (!(await hasSubscription()) || (await thisDevice())?.retired_at) return;
  const { items } = await server.ask("GET", mine("/consents"));
  if (isGiven(items.c_push)) await device.subscribe(registration);
}

function status() {
  return server.ask("GET", mine("/reminders/status"));
}

async function refresh() {
  const { last_shown_at, next_at, devices } = await status();
  const zone = account.time_zone;
  say("last-shown", last_shown_at ? words.moment(last_shown_at, zone) : "None yet");
  say("next", next_at ? words.moment(next_at, zone) : "None is planned now");
  const here = await kept.get("subscription");
  const lines = devices.map((each) => [
    ["device", words.deviceName(each.device) + (each.id === here ? " (this one)" : "")],
    ["soft", words.standing(each, zone)],
  ]);
  listed("devices", lines.length ? lines : [[["soft", "None takes reminders yet."]]]);
  show("test", devices.some((each) => !each.retired_at));
  await showHere(devices.some((each) => each.id === here && !each.retired_at));
}

async function showHere(isKnown) {
  const { items } = await server.ask("GET", mine("/consents"));
  const agreed = isGiven(items.c_push);
  const on = isKnown && agreed && (await hasSubscription());
  const able = Boolean(registration?.pushManager) && "Notification" in globalThis;
  const blocked = able && Notification.permission === "denied";
  say("here", words.here({ able, blocked, on }));
  say("agree", `By turning them on you agree to this: “${items.c_push.text}”`);
  show("agree", able && !blocked && !agreed);
  show("turn-on", able && !blocked && !on);
  show("turn-off", on);
}

function isGiven(item) {
  return Boolean(item.given_at) && !item.withdrawn_at;
}

async function turnOn() {
  if ((await Notification.requestPermission()) === "granted") {
    const { version, items } = await server.ask("GET", mine("/consents"));
    if (!isGiven(items.c_push)) {
      await server.ask("PUT", mine("/consents"), { version, items: { c_push: true }, cards: [] });
    }
    // Anew: what is there may be one that its push service has given up.
    await device.unsubscribe(registration);
    await device.subscribe(registration);
  }
  await refresh();
}

async function turnOff() {
  await device.unsubscribe(registration);
  await refresh();
}

async function test() {
  say("test-advice", "");
  const { id } = await server.ask("POST", "/push/test");
  listed("test-result", [[["soft", "Being sent …"]]]);
  const until = Date.now() + TEST_MS;
  let left = 1;
  while (left && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    left = await followTest(id);
  }
  if (left) say("test-advice", words.TEST_ADVICE);
  await refresh();
}

/* On how many devices a test isn't shown yet. */
async function followTest(id) {
  const { items } = await server.ask("GET", mine("/reminders/history?limit=20"));
  const found = items.find((each) => each.id === id);
  if (!found?.devices.length) return 1;
  const { devices } = await status();
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
  const found = await server.signIn(at("email").value, at("password").value);
  at("password").value = "";
  await signedIn(found);
}

async function signOut() {
  await device.unsubscribe(registration);
  await server.ask("DELETE", "/session").catch((error) => {
    if (error.status !== 401) throw error;
  });
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
const verbs = { "turn-on": turnOn, "turn-off": turnOff, "sign-out": signOut, test };
for (const [id, act] of Object.entries(verbs)) {
  at(id).addEventListener("click", (event) => attempt(event.currentTarget, act));
}

// Firefox remembers over a reload which buttons were shut.
for (const button of document.querySelectorAll("button")) button.disabled = false;
await attempt(null, async () => {
  registration = await register();
  const known = (await kept.get("csrf")) && (await server.ask("GET", "/account").catch(isOver));
  await (known ? signedIn(known) : signedOut());
});

/* Nobody is signed in any more, which is no problem to speak of. */
function isOver(error) {
  if (error.status !== 401) throw error;
  return null;
}
