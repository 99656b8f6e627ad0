/* What the clinic has of the diary, as this phone was told: by answers, and by the change feed. */
import { api, ask } from "../api/server";
import type { DiaryWrite, Queued } from "./queue";
import * as store from "./store";
import { inTurn } from "./turns";

export type Value = number | null;

/* What a person says about a day or moment; null is skipped. */
export interface Said {
  answers: Record<string, Value>;
  side_effects: Record<string, number>;
  note?: string | null;
  other_text?: string | null;
  missing_reason?: string | null;
}

/* An entry as the clinic has it. */
export interface Entry extends Said {
  kind: "day" | "moment";
  day: string;
  id?: string | null;
  at?: string;
  revision: number;
  withdrawn: boolean;
  /* Versions that were written elsewhere on an older base and wait for a decision. */
  conflicts: number[];
}

export interface Received {
  item: Queued;
  result: { outcome: string; revision?: number };
}

export const DAY = "day/";
export const MOMENT = "moment/";
const AFTER = "changes";
const PAGE = 200;
const TURN_MS = 5_000;

/* The entries as they stand after these answers, by name. */
export async function after(account: string, done: Received[]): Promise<[string, Entry][]> {
  const entries = await store.readMany<Entry>(
    account,
    done.map(({ item }) => item.entry),
  );
  const changed = new Set<string>();
  for (const { item, result } of done) {
    const known = entries.get(item.entry);
    const next = item.write && result.revision ? answered(item.write, result, known) : known;
    if (!next || next === known) continue;
    entries.set(item.entry, next);
    changed.add(item.entry);
  }
  return [...entries].filter(([name]) => changed.has(name));
}

function answered(
  write: DiaryWrite,
  { outcome, revision = 0 }: Received["result"],
  known: Entry | undefined,
): Entry | undefined {
  if (outcome === "conflict_kept") {
    return known && { ...known, conflicts: [...new Set([...known.conflicts, revision])] };
  }
  return known && known.revision >= revision ? known : written(write, revision, known);
}

function written(write: DiaryWrite, revision: number, known: Entry | undefined): Entry {
  const withdrawn = write.kind === "withdraw";
  const said = write as unknown as Said & { day: string; id?: string; at?: string };
  return {
    kind: known?.kind ?? (said.id ? "moment" : "day"),
    day: said.day ?? known?.day ?? "",
    id: said.id ?? null,
    ...(said.at ? { at: said.at } : {}),
    answers: withdrawn ? {} : said.answers,
    side_effects: withdrawn ? {} : said.side_effects,
    note: said.note ?? null,
    other_text: said.other_text ?? null,
    missing_reason: said.missing_reason ?? null,
    revision,
    withdrawn,
    conflicts: without(known?.conflicts ?? [], write.resolves as number[] | undefined),
  };
}

/* Takes in what was written elsewhere, from the change feed; gives whether there was any. */
export async function pull(account: string): Promise<boolean> {
  let found = false;
  for (let more = true; more; ) {
    const since = (await store.read<number>(account, AFTER)) ?? 0;
    const page = await ask(
      api.GET("/api/v1/patients/{patient_id}/diary/changes", {
        params: { path: { patient_id: account }, query: { after: since, limit: PAGE } },
      }),
    );
    const changes = page.items as unknown as Change[];
    if (changes.length) {
      // Not while an answer is written down, which may be newer than what was read before it.
      const take = () => takeIn(account, changes, page.next_after);
      await inTurn("tidemark-queue", TURN_MS, take);
    }
    found ||= changes.length > 0;
    more = page.more && page.next_after > since;
  }
  return found;
}

interface Change {
  kind: "day" | "moment";
  day: string;
  id: string | null;
  revision: number;
  withdrawn: boolean;
  conflict: boolean;
  body: Said & { at?: string; resolves?: number[] };
}

async function takeIn(account: string, changes: Change[], next: number): Promise<void> {
  const names = changes.map((change) => nameOf(change));
  const entries = await store.readMany<Entry>(account, [...new Set(names)]);
  changes.forEach((change, at) => {
    const name = names[at] as string;
    const entry = changed(entries.get(name), change);
    if (entry) entries.set(name, entry);
  });
  await store.writeAll(account, [...entries, [AFTER, next]]);
}

function nameOf(change: Change): string {
  return change.kind === "day" ? DAY + change.day : MOMENT + change.id;
}

function changed(known: Entry | undefined, change: Change): Entry | undefined {
  const { conflict, body, ...rest } = change;
  const conflicts = known?.conflicts ?? [];
  if (conflict) {
    return known && { ...known, conflicts: [...new Set([...conflicts, change.revision])] };
  }
  if (known && change.revision < known.revision) return known;
  return { ...rest, ...body, id: change.id, conflicts: without(conflicts, body.resolves) };
}

function without(conflicts: number[], resolved: number[] | undefined): number[] {
  return conflicts.filter((revision) => !resolved?.includes(revision));
}
