/* What the person wrote and the clinic doesn't have yet. Nothing leaves it but by an answer. */
import { database, type Sealed, type Waiting, write } from "./database";
import * as drafts from "./drafts";
import { unseal, writeSealed } from "./vault";

export const PLACE = "queue";
/* So begin the entries of calls for help ("I do not feel safe"), which go before all others. */
export const CALL = "calls/";

/* One write of a day or moment, as `sync` takes it. */
export interface DiaryWrite {
  write_id: string;
  kind: "day" | "moment" | "withdraw";
  [field: string]: unknown;
}

/* Anything else: a PUT that may be sent again, because the client named what it makes. */
export interface Put {
  path: string;
  body: Record<string, unknown>;
  /* The revision that it changes; null makes something new. */
  base: number | null;
}

export interface Item {
  id: string;
  /* What it belongs to: "day/2026-11-26", "moment/<id>", "response/<id>" …; "" if unreadable. */
  entry: string;
  queuedAt: string;
  write?: DiaryWrite;
  put?: Put;
  /* Why the clinic didn't take it ("unreadable": why it can't be sent); the person decides. */
  refused?: { code: string; detail: string };
}

export interface Queued extends Item {
  seq: number;
}

/* Keeps it for sending; resolves when it would outlast a crash. Raises StorageFull, SignedOut.
   `ends` names the draft that it was: gone in the same instant, so that nobody sends it twice. */
export async function add(account: string, item: Item, ends?: string): Promise<void> {
  if (ends) await drafts.written();
  await writeSealed(account, [[PLACE, item]], async (tx, [sealed]) => {
    await tx.objectStore("queue").add({ ...(sealed as Sealed), account });
    if (ends) await tx.objectStore("sealed").delete([account, ends]);
  });
}

/* Everything that waits, in the order written, with what was refused. */
export async function all(account: string): Promise<Queued[]> {
  const tx = (await database()).transaction("queue");
  const index = tx.store.index("account");
  const [seqs, rows] = await Promise.all([index.getAllKeys(account), index.getAll(account)]);
  const found = await Promise.all(rows.map((row, at) => opened(account, row, seqs[at] as number)));
  return found.sort((one, other) => one.seq - other.seq);
}

async function opened(account: string, row: Waiting, seq: number): Promise<Queued> {
  try {
    return { ...(await unseal<Item>(account, PLACE, row)), seq };
  } catch {
    const refused = { code: "unreadable", detail: "" };
    return { id: `unreadable/${seq}`, entry: "", queuedAt: "", refused, seq };
  }
}

export async function count(account: string): Promise<number> {
  return (await database()).countFromIndex("queue", "account", account);
}

/* Takes out what was answered for, or given up by the person. */
export async function remove(seqs: number[]): Promise<void> {
  await write((tx) => Promise.all(seqs.map((seq) => tx.objectStore("queue").delete(seq))));
}

/* Puts another version in its place, if it is still there. */
export async function replace(account: string, { seq, ...item }: Queued): Promise<void> {
  await writeSealed(account, [[PLACE, item]], async (tx, [sealed]) => {
    const queue = tx.objectStore("queue");
    if (await queue.getKey(seq)) await queue.put({ ...(sealed as Sealed), account }, seq);
  });
}
