/* Small things that say nothing about anybody's health, in the open. */
import { database } from "./database";

export interface Receipt {
  token: string;
  event: "shown" | "opened" | "acted";
  tag: string;
}

interface Plain {
  csrf: string;
  /* The token of a sign-in that was left, and that the clinic hasn't ended yet. */
  to_end: string;
  who: string;
  device: string;
  subscription: string;
  receipts: Receipt[];
  tags: string[];
  catalogue: unknown;
  language: string;
  /* Before this moment the server doesn't want to be asked. */
  retry_at: number;
  /* What spoke for it when the browser was last asked to keep what is here. */
  persistence_asked: string;
}

export async function get<K extends keyof Plain>(name: K): Promise<Plain[K] | undefined> {
  return (await (await database()).get("kept", name)) as Plain[K] | undefined;
}

export async function put<K extends keyof Plain>(name: K, value: Plain[K]): Promise<void> {
  await (await database()).put("kept", value, name);
}

export async function forget(...names: (keyof Plain)[]): Promise<void> {
  const tx = (await database()).transaction("kept", "readwrite");
  await Promise.all([...names.map((name) => tx.store.delete(name)), tx.done]);
}

/* Puts what `change` makes of it, with nobody in between; gives what was there before. */
export async function change<K extends keyof Plain>(
  name: K,
  change: (before: Plain[K] | undefined) => Plain[K],
): Promise<Plain[K] | undefined> {
  const tx = (await database()).transaction("kept", "readwrite");
  const before = (await tx.store.get(name)) as Plain[K] | undefined;
  await tx.store.put(change(before), name);
  await tx.done;
  return before;
}

/* What this browser calls itself in syncs; it names no person. */
export async function deviceId(): Promise<string> {
  const made = crypto.randomUUID();
  return (await change("device", (before) => before ?? made)) ?? made;
}
