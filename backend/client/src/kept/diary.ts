/* The patient's diary as this phone knows it: what the clinic has, and what waits on top of it. */
import { zone } from "../formats";
import * as drafts from "./drafts";
import type { DiaryWrite, Queued } from "./queue";
import * as queue from "./queue";
import { DAY, type Entry, MOMENT, type Said } from "./received";
import * as store from "./store";
import { inTurn } from "./turns";

export { type Entry, pull, type Said, type Value } from "./received";

export type Standing = "none" | "saved_here" | "received" | "needs_attention";

export interface Shown {
  said: Said | null;
  standing: Standing;
  entry: Entry | null;
}

/* A person waits for it, and it takes milliseconds. */
const PATIENCE_MS = 2_000;

/* How a day stands on this phone: what waits lies over what the clinic has. */
export async function day(account: string, date: string): Promise<Shown> {
  return shown(account, DAY + date);
}

/* The days from first to last that have an entry, here or at the clinic. */
export async function days(
  account: string,
  first: string,
  last: string,
): Promise<Map<string, Shown>> {
  const [entries, waiting] = await Promise.all([
    store.readBetween<Entry>(account, DAY, first, last),
    queue.all(account),
  ]);
  const found = new Map<string, Shown>();
  for (const [date, entry] of entries) found.set(date, over(entry, waiting, DAY + date));
  for (const item of waiting) {
    const date = item.entry.startsWith(DAY) ? item.entry.slice(DAY.length) : "";
    if (date && date >= first && date <= last && !found.has(date)) {
      found.set(date, over(null, waiting, item.entry));
    }
  }
  return found;
}

/* The moments of a day, the latest first. */
export async function moments(account: string, date: string): Promise<(Shown & { id: string })[]> {
  const [entries, waiting] = await Promise.all([
    store.readBetween<Entry>(account, MOMENT),
    queue.all(account),
  ]);
  const ids = new Set(
    waiting
      .filter((item) => item.entry.startsWith(MOMENT) && item.write?.day === date)
      .map((item) => item.entry.slice(MOMENT.length)),
  );
  for (const [id, entry] of entries) if (entry.day === date && !entry.withdrawn) ids.add(id);
  return [...ids]
    .sort()
    .reverse()
    .map((id) => ({
      id,
      ...over(entries.get(id) ?? null, waiting, MOMENT + id),
    }));
}

/* Keeps what was said about a day, to be sent; `reason` says why an earlier version changes, and
   `ends` names the draft that it was. */
export async function noteDay(
  account: string,
  date: string,
  said: Said,
  { ends, ...more }: { reason?: string; resolves?: number[]; ends?: string } = {},
): Promise<void> {
  await note(account, DAY + date, { kind: "day", day: date, ...spoken(said), ...more }, ends);
}

/* Keeps a moment: how it is right now; `ends` names the draft that it was. */
export async function noteMoment(
  account: string,
  moment: { id: string; at: string; day: string },
  said: Said,
  { ends, ...more }: { reason?: string; ends?: string } = {},
): Promise<void> {
  const body = { kind: "moment" as const, ...moment, ...spoken(said), ...more };
  await note(account, MOMENT + moment.id, body, ends);
}

/* Takes an entry back: its earlier versions stay in its history. */
export async function withdraw(
  account: string,
  entry: { day: string } | { id: string },
  ends?: string,
): Promise<void> {
  const name = "day" in entry ? DAY + entry.day : MOMENT + entry.id;
  await note(account, name, { kind: "withdraw", ...entry }, ends);
}

/* One save of one entry after the other, so that each builds on the one before. */
async function note(
  account: string,
  name: string,
  body: Omit<DiaryWrite, "write_id">,
  ends?: string,
): Promise<void> {
  await inTurn("tidemark-queue", PATIENCE_MS, async () => {
    const [entry, waiting] = await Promise.all([
      store.read<Entry>(account, name),
      queue.all(account),
    ]);
    const mine = waiting.filter((item) => item.entry === name);
    const refused = mine.filter((item) => item.refused).map(({ seq }) => seq);
    const before = mine.findLast((item) => !item.refused);
    if (body.kind === "withdraw" && !before && (entry?.withdrawn ?? true)) {
      // The clinic has nothing of it to take back.
      if (ends) await drafts.keep(account, ends, null);
      return await queue.remove(refused);
    }
    const now = new Date().toISOString();
    const write: DiaryWrite = {
      write_id: crypto.randomUUID(),
      ...(body as { kind: DiaryWrite["kind"] }),
      ...(before?.write
        ? { base_write_id: before.write.write_id }
        : { base_revision: entry?.revision ?? 0 }),
      ...(body.kind === "withdraw" ? {} : spokenWhen(now)),
    };
    await queue.add(account, { id: write.write_id, entry: name, queuedAt: now, write }, ends);
    // What was refused is answered by the new version.
    if (refused.length) await queue.remove(refused);
  });
}

function spokenWhen(now: string) {
  return {
    written_at: now,
    time_zone: zone(),
    offline: !navigator.onLine,
  };
}

function spoken(said: Said): Record<string, unknown> {
  const { answers, side_effects, note, other_text, missing_reason } = said;
  return {
    answers,
    side_effects,
    ...(note ? { note } : {}),
    ...(other_text ? { other_text } : {}),
    ...(missing_reason ? { missing_reason } : {}),
  };
}

async function shown(account: string, name: string): Promise<Shown> {
  const [entry, waiting] = await Promise.all([
    store.read<Entry>(account, name),
    queue.all(account),
  ]);
  return over(entry ?? null, waiting, name);
}

function over(entry: Entry | null, waiting: Queued[], name: string): Shown {
  const mine = waiting.filter((item) => item.entry === name);
  const last = mine.at(-1);
  const refused = mine.some((item) => item.refused) || Boolean(entry?.conflicts.length);
  const known = entry && !entry.withdrawn ? entry : null;
  const said = last?.write ? saidIn(last.write) : known;
  if (refused) return { said, standing: "needs_attention", entry };
  if (last) return { said, standing: "saved_here", entry };
  return { said, standing: known ? "received" : "none", entry };
}

function saidIn(write: DiaryWrite): Said | null {
  if (write.kind === "withdraw") return null;
  const said = write as unknown as Said;
  return { ...said, answers: said.answers ?? {}, side_effects: said.side_effects ?? {} };
}
