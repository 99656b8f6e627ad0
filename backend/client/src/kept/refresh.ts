/* What the phone must know for two weeks without a network; screens read it by its name. */
import { api, ask, Refused } from "../api/server";
import * as store from "./store";

const DUE_DAYS = 21;
const LATEST = 50;
const FRESH_MS = 15 * 60_000;
const REFRESHED = "refreshed";

/* A copy of what the server said, and when (by this phone's clock); as screens keep it, too. */
interface Copy<T> {
  at: string;
  value: T;
}

type Ask = (account: string) => Promise<unknown>;

const SOURCES: Record<string, Ask> = {
  due: (account) => get(`${of(account)}/due`, { days: DUE_DAYS }),
  clinic: () => get("/api/v1/clinic"),
  consents: (account) => get(`${of(account)}/consents`),
  seen_by_clinic: async (account) =>
    (await get<{ seen_by_clinic: boolean }>(`${of(account)}/calls`, { limit: 1 })).seen_by_clinic,
  orders: (account) => get(`${of(account)}/orders`, { limit: LATEST }),
  sessions: (account) => get(`${of(account)}/sessions`, { limit: LATEST }),
  reminders: (account) => get(`${of(account)}/reminders`),
};

/* Fetches it anew if it is older than a quarter of an hour or something changed; gives whether it
   did. One source that refuses keeps its old copy; no network and no sign-in are raised. */
export async function refresh(account: string, { changed = false } = {}): Promise<boolean> {
  const last = await store.read<string>(account, REFRESHED);
  const age = Date.now() - Date.parse(last ?? "");
  if (!changed && age >= 0 && age < FRESH_MS) return false;
  const fetched: [string, unknown][] = [];
  for (const [name, source] of Object.entries(SOURCES)) {
    try {
      const value = await source(account);
      fetched.push([name, { at: new Date().toISOString(), value } satisfies Copy<unknown>]);
    } catch (error) {
      if (!(error instanceof Refused) || error.status === 401) throw error;
    }
  }
  await store.writeAll(account, [...fetched, [REFRESHED, new Date().toISOString()]]);
  return true;
}

async function get<T>(path: string, query: Record<string, unknown> = {}): Promise<T> {
  return await ask<T>(api.GET(path as never, { params: { query } } as never) as never);
}

function of(account: string): string {
  return `/api/v1/patients/${account}`;
}
