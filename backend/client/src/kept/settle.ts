/* What the clinic answered is written down and leaves the queue, both at once or not at all. */
import type { Sealed } from "./database";
import * as notices from "./notices";
import type { Queued } from "./queue";
import * as queue from "./queue";
import * as received from "./received";
import { inTurn } from "./turns";
import { writeSealed } from "./vault";

const TURN_MS = 5_000;

export interface Result {
  outcome: string;
  revision?: number;
  code?: string;
  detail?: string;
  notices?: notices.Notice[] | null;
}

export interface Answered {
  item: Queued;
  result: Result;
}

/* Takes out of the queue what was received, marks what was refused, keeps what must be told. */
export async function settle(account: string, answered: Answered[]): Promise<void> {
  await inTurn("tidemark-queue", TURN_MS, async () => {
    const waiting = await queue.all(account);
    const done = answered.filter(({ result }) => !isRefused(result));
    const gone = [...done.map(({ item }) => item.seq), ...overtaken(waiting, done)];
    const left = waiting.filter(({ seq }) => !gone.includes(seq));
    const kept = changed(left, answered);
    const entries: [string, unknown][] = await received.after(account, done);
    const told = answered.flatMap(({ result }) => result.notices ?? []);
    if (told.length) {
      const before = await notices.all(account);
      entries.push([notices.NOTICES, notices.merged(before, told)]);
    }
    await put(account, entries, kept, gone);
  });
}

// Of "withdrawn" the server says that it has the write, and that the entry was taken back since.
function isRefused({ outcome, code }: Result): boolean {
  return outcome === "rejected" && code !== "withdrawn";
}

/* What was refused before the same entry's later version came in, which answers it. */
function overtaken(waiting: Queued[], done: Answered[]): number[] {
  return waiting
    .filter((old) => old.refused && old.write)
    .filter((old) => done.some(({ item }) => item.entry === old.entry && item.seq > old.seq))
    .map(({ seq }) => seq);
}

/* Those that are other than before: refused, or built on something that was answered. */
function changed(left: Queued[], answered: Answered[]): Queued[] {
  return left.flatMap((item) => {
    const mine = answered.find((each) => each.item.seq === item.seq);
    if (mine) {
      const { code = "", detail = "" } = mine.result;
      return [{ ...item, refused: { code, detail } }];
    }
    const next = answered.reduce(rebased, item);
    return next === item ? [] : [next];
  });
}

function rebased(item: Queued, { item: base, result }: Answered): Queued {
  const { write, put } = item;
  if (write && base.write && write.base_write_id === base.write.write_id && isRefused(result)) {
    const { base_write_id, ...rest } = write;
    const { base_revision, base_write_id: before } = base.write;
    const on = before === undefined ? { base_revision } : { base_write_id: before };
    return { ...item, write: { ...rest, ...on } as Queued["write"] & object };
  }
  const follows = item.entry === base.entry && item.seq > base.seq;
  if (follows && put && base.put?.base === put.base && result.revision) {
    return { ...item, put: { ...put, base: result.revision } };
  }
  return item;
}

async function put(
  account: string,
  entries: [string, unknown][],
  kept: Queued[],
  gone: number[],
): Promise<void> {
  const items = kept.map(({ seq, ...item }): [string, unknown] => [queue.PLACE, item]);
  await writeSealed(account, [...entries, ...items], async (tx, sealed) => {
    const waiting = tx.objectStore("queue");
    entries.forEach(([name], at) => {
      void tx.objectStore("sealed").put(sealed[at] as Sealed, [account, name]);
    });
    // Another page may have settled the same meanwhile: what is gone stays gone.
    for (const [at, { seq }] of kept.entries()) {
      const item = sealed[entries.length + at] as Sealed;
      if (await waiting.getKey(seq)) await waiting.put({ ...item, account }, seq);
    }
    await Promise.all(gone.map((seq) => waiting.delete(seq)));
  });
}
