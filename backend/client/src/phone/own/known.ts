/* What the clinic has, and without a network what it had when this phone last heard of it. */
import { useEffect, useState } from "preact/hooks";
import { Unreachable } from "../../api/server";
import * as store from "../../kept/store";
import { me, noteRefusal } from "../../session";

export interface Known<T> {
  at: string;
  value: T;
}

interface Looked<T> {
  /* The last answer, null as long as there is none. */
  known: Known<T> | null;
  /* Why none came just now. */
  error: unknown;
}

/* Asks the server and keeps the answer, sealed, under the name. */
export async function renewed<T>(name: string, asked: () => Promise<T>): Promise<Known<T>> {
  const known = { at: new Date().toISOString(), value: await asked() };
  await store.write(me().id, name, known);
  return known;
}

export function kept<T>(name: string): Promise<Known<T> | undefined> {
  return store.read<Known<T>>(me().id, name);
}

/* What is kept at once, then what the server says; asked again when `key` changes. */
export function useKnown<T>(name: string, asked: () => Promise<T>, key: unknown = name) {
  const [state, setState] = useState<Looked<T>>({ known: null, error: null });
  useEffect(() => {
    let wanted = true;
    const say = (next: Partial<Looked<T>>) => wanted && setState((now) => ({ ...now, ...next }));
    say({ error: null });
    kept<T>(name)
      .then((known) => known && say({ known }))
      .then(() => renewed(name, asked))
      .then(
        (known) => say({ known }),
        async (error) => {
          if (!(await noteRefusal(error))) say({ error });
        },
      );
    return () => {
      wanted = false;
    };
  }, [name, key]);
  return state;
}

/* What the server says, kept under the name; without a network what was kept, and since when. */
export async function renewedOrKept<T>(
  name: string,
  asked: () => Promise<T>,
): Promise<{ value: T; keptAt: string | null }> {
  try {
    return { value: (await renewed(name, asked)).value, keptAt: null };
  } catch (error) {
    const before = isOffline(error) ? await kept<T>(name) : undefined;
    if (!before) throw error;
    return { value: before.value, keptAt: before.at };
  }
}

export function isOffline(error: unknown): boolean {
  return error instanceof Unreachable;
}
