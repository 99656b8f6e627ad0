/* One run of the thinking tasks: what was done so far, and how it is kept. */
import type { RunWish, Tasks } from "../../../api/schema";
import { catalogue } from "../../../catalogue/catalogue";
import { diaryDay } from "../../../days";
import { zone } from "../../../formats";
import * as drafts from "../../../kept/drafts";
import { deviceId } from "../../../kept/plain";
import { me } from "../../../session";
import { mine } from "../../own/path";
import { send } from "../../own/sending";
import type { Hand } from "./timing";

export type TaskId = keyof Tasks;
export type Trials<T extends TaskId = TaskId> = NonNullable<Tasks[T]>["trials"];

/* The pictures of a run and where each lay, for the later part. */
export type Places = { picture: number; place: number }[];

export interface Run {
  id: string;
  startedAt: string;
  painNow: number | null;
  refreshRate: number;
  /* By task; null: left out. A task that isn't named is still to come. */
  results: Partial<Record<TaskId, Trials | null>>;
  places: Places | null;
  isRecalled: boolean;
  hands: Partial<Record<Hand, number>>;
}

/* The pictures first, so that the other tasks lie between learning and remembering them. */
export const ORDER: TaskId[] = [
  "picture_place",
  "rt_vigilance",
  "symbol_match",
  "two_back",
  "trail",
];

const DRAFT = "draft/tasks";
const HOUR_MS = 3_600_000;
/* Later than this the later part of the pictures wouldn't be the same task. */
const GOES_STALE_MS = HOUR_MS;
const LONGEST_AGENT = 400;

export function begun(painNow: number | null, refreshRate: number): Run {
  return {
    id: crypto.randomUUID(),
    startedAt: new Date().toISOString(),
    painNow,
    refreshRate,
    results: {},
    places: null,
    isRecalled: false,
    hands: {},
  };
}

/* What comes next; "recall" asks for the pictures again, null is the end. */
export function next(run: Run): TaskId | "recall" | null {
  const task = ORDER.find((each) => run.results[each] === undefined);
  if (task) return task;
  return run.places && run.results.picture_place && !run.isRecalled ? "recall" : null;
}

export function isAnythingDone(run: Run): boolean {
  return Object.values(run.results).some((trials) => trials?.length);
}

export async function keepDraft(run: Run): Promise<void> {
  await drafts.keep(me().id, DRAFT, run);
}

/* A run that was broken off a short while ago. */
export async function draft(): Promise<Run | null> {
  const found = await drafts.read<Run>(me().id, DRAFT);
  const isStale = found && Date.now() - Date.parse(found.startedAt) > GOES_STALE_MS;
  return found && !isStale && isAnythingDone(found) ? found : null;
}

/* Keeps the run for sending; gives the name of its entry. */
export async function save(run: Run, occurrence: string | null): Promise<string> {
  const tasks = Object.fromEntries(
    ORDER.map((task) => [task, run.results[task]?.length ? { trials: run.results[task] } : null]),
  );
  const body: RunWish = {
    started_at: run.startedAt,
    time_zone: zone(),
    day: diaryDay(new Date(run.startedAt), me().day_starts_at),
    device: await device(run),
    pain_now: run.painNow,
    tasks: tasks as Tasks,
    occurrence_id: occurrence,
  };
  const entry = `run/${run.id}`;
  await send(entry, { path: mine(`cognition/${run.id}`), body: { ...body }, base: null }, DRAFT);
  return entry;
}

/* Runs are compared on one device; keys are as another device, because they take other times. */
async function device(run: Run): Promise<RunWish["device"]> {
  const used = Object.entries(run.hands).sort(([, one], [, other]) => other - one);
  const hand = (used[0]?.[0] ?? "touch") as Hand;
  const id = await deviceId();
  return {
    device_id: hand === "keys" ? `${id}/keys` : id,
    user_agent: navigator.userAgent.slice(0, LONGEST_AGENT),
    screen_size: `${screen.width}x${screen.height}`,
    refresh_rate_estimate_hz: run.refreshRate,
    input_type: hand === "keys" ? "mouse" : hand,
  };
}

export function known(task: TaskId): { name: string; seconds: number } {
  const found = catalogue().cognitive_battery.tasks.find(({ id }) => id === task);
  return found ?? { name: task, seconds: 60 };
}

/* Whether the last session is too near for a run to say something of lasting change. */
export function isSoonAfter(sessions: { given: unknown }[]): boolean {
  const hours = catalogue().cognitive_battery.rules.not_within_hours_after_session;
  return sessions.some(({ given }) => {
    const { ended_at, started_at } = (given ?? {}) as Record<string, string | undefined>;
    const at = Date.parse(ended_at ?? started_at ?? "");
    return Date.now() - at < hours * HOUR_MS && at <= Date.now();
  });
}
