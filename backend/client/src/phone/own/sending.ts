/* What a person makes on the phone: kept here first, sent when there is a way. */
import * as queue from "../../kept/queue";
import { me } from "../../session";
import { waiting, wrote } from "../../sync";

export type Standing = "saved_here" | "received" | "needs_attention";

/* Keeps a PUT under the entry's name; resolves when it would outlast a crash. `ends` names the
   draft that it was. */
export async function send(entry: string, put: queue.Put, ends?: string): Promise<void> {
  const now = new Date().toISOString();
  await queue.add(me().id, { id: crypto.randomUUID(), entry, queuedAt: now, put }, ends);
  await wrote();
}

/* How far it got; reads a signal, so what shows it follows. */
export function standingOf(entry: string): Standing {
  const mine = waiting.value.filter((item) => item.entry === entry);
  if (mine.some((item) => item.refused)) return "needs_attention";
  return mine.length ? "saved_here" : "received";
}
