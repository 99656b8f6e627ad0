/* What an account needs without a network, sealed, by name. */
import { database, type Sealed } from "./database";
import { prepare, unseal, writeSealed } from "./vault";

const LAST = "\uffff";

export async function read<T>(account: string, name: string): Promise<T | undefined> {
  return (await readMany<T>(account, [name])).get(name);
}

/* Those of the names that there are. */
export async function readMany<T>(account: string, names: string[]): Promise<Map<string, T>> {
  const tx = (await database()).transaction("sealed");
  const [rows] = await Promise.all([
    Promise.all(names.map((name) => tx.store.get([account, name]))),
    prepare(account),
  ]);
  return await openAll<T>(
    account,
    names.flatMap((name, at) => (rows[at] ? [[name, rows[at]] as const] : [])),
  );
}

export async function write(account: string, name: string, value: unknown): Promise<void> {
  await writeAll(account, [[name, value]]);
}

/* Writes all or none; raises SignedOut or StorageFull. */
export async function writeAll(account: string, entries: [string, unknown][]): Promise<void> {
  await writeSealed(account, entries, (tx, sealed) =>
    Promise.all(
      entries.map(([name], at) =>
        tx.objectStore("sealed").put(sealed[at] as Sealed, [account, name]),
      ),
    ),
  );
}

/* Everything whose name begins so and lies between the ends, by the rest of its name. */
export async function readBetween<T>(
  account: string,
  prefix: string,
  first = "",
  last = LAST,
): Promise<Map<string, T>> {
  const range = IDBKeyRange.bound([account, prefix + first], [account, prefix + last]);
  const tx = (await database()).transaction("sealed");
  const [names, values] = await Promise.all([tx.store.getAllKeys(range), tx.store.getAll(range)]);
  const opened = await openAll<T>(
    account,
    names.map(([, name], at) => [name, values[at] as Sealed] as const),
  );
  return new Map([...opened].map(([name, value]) => [name.slice(prefix.length), value]));
}

// What can't be opened is as if it weren't here: the clinic has it.
async function openAll<T>(
  account: string,
  rows: (readonly [name: string, sealed: Sealed])[],
): Promise<Map<string, T>> {
  const opened = new Map<string, T>();
  const values = await Promise.allSettled(
    rows.map(([name, sealed]) => unseal<T>(account, name, sealed)),
  );
  values.forEach((value, at) => {
    const name = rows[at]?.[0];
    if (name !== undefined && value.status === "fulfilled") opened.set(name, value.value);
  });
  return opened;
}
