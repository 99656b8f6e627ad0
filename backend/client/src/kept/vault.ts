/* Encryption of what stays on the phone: AES-GCM, one key per account that can't be read out. */
import { database, type Key, type Sealed, SignedOut, type Writing, write } from "./database";

const IV_BYTES = 12;
/* The keys that were looked up, by their ids, and each account's latest. */
const known = new Map<string, CryptoKey>();
const latest = new Map<string, Key>();

/* Makes the account's key, if it has none. */
export async function makeKey(account: string): Promise<void> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  const tx = (await database()).transaction("keys", "readwrite");
  if (!(await tx.store.get(account))) {
    await tx.store.put({ id: crypto.randomUUID(), key }, account);
  }
  await tx.done;
}

async function keyOf(account: string): Promise<Key> {
  const key = await (await database()).get("keys", account);
  if (!key) throw new SignedOut();
  known.set(key.id, key.key);
  latest.set(account, key);
  return key;
}

/* Looks the account's key up, if that wasn't done before: then nothing waits for it later on. */
export async function prepare(account: string): Promise<void> {
  if (!latest.has(account)) await keyOf(account).catch(() => undefined);
}

/* Seals the values for one account, each for its place, and writes all of it or nothing on behalf
   of that account; or raises SignedOut, if somebody else is signed in, or StorageFull. */
export async function writeSealed(
  account: string,
  values: [place: string, value: unknown][],
  work: (tx: Writing, sealed: Sealed[]) => Promise<unknown>,
): Promise<void> {
  const key = latest.get(account);
  try {
    await writeWith(key ?? (await keyOf(account)), account, values, work);
  } catch (error) {
    // Another tab may have destroyed the key, or made a new one, since it was looked up.
    if (!key || !(error instanceof SignedOut)) throw error;
    await writeWith(await keyOf(account), account, values, work);
  }
}

async function writeWith(
  { id, key }: Key,
  account: string,
  values: [string, unknown][],
  work: (tx: Writing, sealed: Sealed[]) => Promise<unknown>,
): Promise<void> {
  const sealed = await sealAll({ id, key }, values);
  await write(async (tx) => {
    const [who, now] = await Promise.all([
      tx.objectStore("kept").get("who"),
      tx.objectStore("keys").get(account),
    ]);
    if (who !== account || now?.id !== id) throw new SignedOut();
    await work(tx, sealed);
  });
}

async function sealAll({ id, key }: Key, values: [string, unknown][]): Promise<Sealed[]> {
  return await Promise.all(
    values.map(async ([place, value]) => {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const data = await crypto.subtle.encrypt(bound(iv, place), key, plain);
      return { key: id, iv, data };
    }),
  );
}

/* What was sealed; throws if it was sealed for another account or place. */
export async function unseal<T>(account: string, place: string, sealed: Sealed): Promise<T> {
  const { iv, data } = sealed;
  const key = known.get(sealed.key) ?? (await keyOf(account)).key;
  const plain = await crypto.subtle.decrypt(bound(iv, place), key, data);
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}

/* Lets this page open nothing more of what it has opened before. */
export function forgetKeys(): void {
  known.clear();
  latest.clear();
}

function bound(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) };
}
