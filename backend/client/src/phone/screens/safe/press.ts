/* The press on "I do not feel safe": kept at once, sent as soon as there is a way. */
import { signal } from "@preact/signals";
import { zone } from "../../../formats";
import * as store from "../../../kept/store";
import { account } from "../../../session";
import { waiting } from "../../../sync";
import { mine } from "../../own/path";
import { send } from "../../own/sending";

interface Press {
  id: string;
  at: string;
}

/* "unknown": this phone could not even keep it. */
export type Told = "keeping" | "waiting" | "refused" | "told" | "unknown";

const NAME = "calls";
const ONCE_MS = 60_000;
const RECENT_MS = 12 * 60 * 60_000;
const pressed = signal<(Press & { state: "keeping" | "kept" | "failed" }) | null>(null);

/* Whether somebody is known here whose clinic can be told. */
export function hasClinic(): boolean {
  return account.value?.role === "patient";
}

/* Records one press; another within a minute is the same one, unless the clock was put back. */
export async function press(): Promise<void> {
  if (!hasClinic()) return;
  const now = new Date();
  const before = pressed.value;
  const age = before ? now.getTime() - Date.parse(before.at) : ONCE_MS;
  if (0 <= age && age < ONCE_MS && before?.state !== "failed") return;
  const made = { id: crypto.randomUUID(), at: now.toISOString() };
  pressed.value = { ...made, state: "keeping" };
  const body = { pressed_at: made.at, time_zone: zone(), offline: !navigator.onLine };
  try {
    await send(`${NAME}/${made.id}`, { path: mine(`${NAME}/${made.id}`), body, base: null });
    pressed.value = { ...made, state: "kept" };
    await store.write((account.value as { id: string }).id, NAME, made);
  } catch {
    pressed.value = { ...made, state: "failed" };
  }
}

/* Finds a recent press again after the app was closed. */
export async function recall(): Promise<void> {
  const who = account.value?.id;
  if (!who || pressed.value) return;
  const kept = await store.read<Press>(who, NAME).catch(() => undefined);
  const isRecent = kept && Date.now() - Date.parse(kept.at) < RECENT_MS;
  if (isRecent && !pressed.value) pressed.value = { ...kept, state: "kept" };
}

/* The last press and what became of it, or null if there was none lately. */
export function lastPress(): { at: string; told: Told } | null {
  const last = pressed.value;
  if (!last || !hasClinic()) return null;
  if (last.state !== "kept") {
    return { at: last.at, told: last.state === "failed" ? "unknown" : "keeping" };
  }
  const item = waiting.value.find(({ entry }) => entry === `${NAME}/${last.id}`);
  const told = item ? (item.refused ? "refused" : "waiting") : "told";
  return { at: last.at, told };
}
