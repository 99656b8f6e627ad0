/* What a person has begun: kept sealed at every change, so that nothing is lost by a kill. */
import { write } from "./database";
import * as store from "./store";

let last: Promise<unknown> = Promise.resolve();

/* Keeps it, or with null forgets it; one after the other. */
export function keep(account: string, name: string, draft: unknown): Promise<unknown> {
  const kept = () => (draft === null ? forget(account, name) : store.write(account, name, draft));
  last = written().then(kept);
  return last;
}

export async function read<T>(account: string, name: string): Promise<T | null> {
  await written();
  return (await store.read<T>(account, name).catch(() => null)) ?? null;
}

/* Resolves when no change is under way: what ends a draft must come after it. */
export async function written(): Promise<void> {
  await last.catch(() => undefined);
}

async function forget(account: string, name: string): Promise<void> {
  await write((tx) => tx.objectStore("sealed").delete([account, name]));
}
