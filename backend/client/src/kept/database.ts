/* The one database of this browser, for pages and the service worker alike. */
import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type OpenDBCallbacks,
  openDB,
} from "idb";

export interface Sealed {
  /* The key's id: what another key sealed can't be opened. */
  key: string;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export interface Waiting extends Sealed {
  account: string;
}

export interface Key {
  id: string;
  key: CryptoKey;
}

interface Kept extends DBSchema {
  /* Nothing about a person's health: the CSRF token, who is signed in (an id), receipts, tags. */
  kept: { key: string; value: unknown };
  /* One key per account; none can be read out. */
  keys: { key: string; value: Key };
  /* What an account needs without a network, by account and name. */
  sealed: { key: [account: string, name: string]; value: Sealed };
  /* What hasn't reached the clinic, in the order written. */
  queue: { key: number; value: Waiting; indexes: { account: string } };
}

export type Database = IDBPDatabase<Kept>;
const STORES = ["kept", "keys", "sealed", "queue"] as const;
export type Writing = IDBPTransaction<Kept, typeof STORES, "readwrite">;

/* This phone has no room left: nothing was saved. */
export class StorageFull extends Error {}

/* Whoever it belongs to is no longer signed in here: nothing was saved. */
export class SignedOut extends Error {}

/* This browser keeps nothing, as some private windows do: nothing was saved. */
export class NoStore extends Error {}

let opened: Promise<Database> | undefined;

/* Opens it, or gives the one that is open. */
export function database(): Promise<Database> {
  opened ??= open();
  opened.catch(close);
  return opened;
}

async function open(): Promise<Database> {
  const changes: OpenDBCallbacks<Kept> = {
    upgrade(db, before) {
      if (before < 1) db.createObjectStore("kept");
      if (before < 2) {
        db.createObjectStore("keys");
        db.createObjectStore("sealed");
        db.createObjectStore("queue", { autoIncrement: true }).createIndex("account", "account");
      }
    },
    blocking: close,
    terminated: close,
  };
  try {
    return await openDB<Kept>("tidemark", 2, changes);
  } catch (error) {
    throw isOutdated(error) ? error : new NoStore("no database", { cause: error });
  }
}

function close(): void {
  opened?.then((db) => db.close()).catch(() => undefined);
  opened = undefined;
}

/* Whether it failed because a newer version of the app has taken the database over. */
export function isOutdated(error: unknown): boolean {
  return error instanceof DOMException && error.name === "VersionError";
}

/* Writes all of it or nothing; resolves when it would outlast a crash. Raises StorageFull. */
export async function write(work: (tx: Writing) => Promise<unknown>): Promise<void> {
  const tx = (await database()).transaction(STORES, "readwrite", { durability: "strict" });
  tx.done.catch(() => undefined);
  try {
    await work(tx);
    await tx.done;
  } catch (error) {
    abandon(tx);
    throw isFull(error) || isFull(tx.error) ? new StorageFull() : error;
  }
}

function abandon(tx: Writing): void {
  try {
    tx.abort();
  } catch {
    // It has ended already.
  }
}

/* Whether it failed because there is no room. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
