/* The form of the patient's plan. */
import * as words from "./words.js";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const TICKS = ["again", "asks", "tell_specialist"];
const OPTIONAL = ["quiet_from", "quiet_to", "paused_from", "paused_until", "pause_reason"];
const at = (id) => document.getElementById(id);

at("weekdays").append(
  ...DAYS.map((name, index) => {
    const [label, box] = [document.createElement("label"), document.createElement("input")];
    Object.assign(box, { type: "checkbox", value: String(index + 1), name: "weekday" });
    label.className = "tick";
    label.append(box, name);
    return label;
  }),
);

function boxes() {
  return [...document.querySelectorAll("[name=weekday]")];
}

/* Shows the plan as the server has it. */
export function fill(plan, zone) {
  at("at").value = plan.at;
  for (const box of boxes()) box.checked = plan.weekdays.includes(Number(box.value));
  for (const name of TICKS) at(name).checked = plan[name];
  for (const name of OPTIONAL) at(name).value = plan[name] ?? "";
  at("snoozed").textContent = plan.snoozed_until
    ? `Nothing comes before ${words.moment(plan.snoozed_until, zone)}.`
    : "Remind me again in …";
}

function wish() {
  return {
    at: at("at").value,
    weekdays: boxes().filter((box) => box.checked).map((box) => Number(box.value)),
    ...Object.fromEntries(TICKS.map((name) => [name, at(name).checked])),
    ...Object.fromEntries(OPTIONAL.map((name) => [name, at(name).value || null])),
  };
}

function mark(fields) {
  for (const name of ["at", ...OPTIONAL]) at(name).setAttribute("aria-invalid", name in fields);
}

/* Sends what the form says, and marks what the server doesn't take. */
export async function save(send, zone) {
  at("plan-result").textContent = "";
  mark({});
  try {
    fill(await send(wish()), zone);
  } catch (error) {
    mark(error.fields ?? {});
    throw error;
  }
  at("plan-result").textContent = "Saved.";
}
