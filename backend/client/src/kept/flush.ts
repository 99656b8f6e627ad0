/* Sends what waits, in order, and lets go only of what was answered for. */
import { api, ask, Refused, Unreachable } from "../api/server";
import { nextBatch, notAhead } from "./batch";
import { SignedOut } from "./database";
import * as plain from "./plain";
import type { Queued } from "./queue";
import * as queue from "./queue";
import { CALL } from "./queue";
import { type Result, settle } from "./settle";
import { inTurn } from "./turns";

const TURN_MS = 60_000;
const MOST_FAILURES = 3;

export type Why = "unreachable" | "sign_in" | "consent";

export interface Flushed {
  /* Why it stopped early, if it did. */
  stopped?: Why;
  /* For how long the server doesn't want to be asked. */
  retryAfterMs?: number;
  /* How many were answered for. */
  answered: number;
}

/* One run: the entries that must wait for another, because the server fails on them. */
interface Run {
  account: string;
  failing: Set<string>;
  answered: number;
}

/* One flush at a time in this browser, whichever page or worker asks. It never raises. */
export async function flush(account: string): Promise<Flushed> {
  const run: Run = { account, failing: new Set(), answered: 0 };
  try {
    await inTurn("tidemark-flush", TURN_MS, () => sendAll(run));
    return { answered: run.answered, ...(run.failing.size ? { stopped: "unreachable" } : {}) };
  } catch (error) {
    const retryAfterMs = error instanceof Unreachable ? error.retryAfterMs : undefined;
    const later = retryAfterMs ? { retryAfterMs } : {};
    return { stopped: why(error), answered: run.answered, ...later };
  }
}

async function sendAll(run: Run): Promise<void> {
  await heeding(() => sendEach(run, isCall));
  await respectPatience();
  await heeding(() => sendEach(run));
}

/* Sends, and remembers if the server wants to be left alone for a while. */
async function heeding(sending: () => Promise<void>): Promise<void> {
  try {
    await sending();
  } catch (error) {
    // Before the turn is over, for whoever waits for it.
    if (error instanceof Unreachable && error.retryAfterMs) {
      await plain.put("retry_at", Date.now() + error.retryAfterMs);
    }
    throw error;
  }
}

/* A call for help goes first: what stops the rest, or lets it wait, doesn't stop that. */
function isCall({ entry }: Queued): boolean {
  return entry.startsWith(CALL);
}

async function sendEach(run: Run, isWanted: (item: Queued) => boolean = () => true): Promise<void> {
  for (;;) {
    // The queue is its writer's alone: never sent in somebody else's name.
    if ((await plain.get("who")) !== run.account || !(await plain.get("csrf"))) {
      throw new SignedOut();
    }
    const waiting = (await queue.all(run.account)).filter(
      (item) => !item.refused && !run.failing.has(item.entry) && isWanted(item),
    );
    const calls = waiting.filter(isCall);
    const batch = nextBatch(calls.length ? calls : waiting);
    if (!batch.length) return;
    await send(run, batch);
  }
}

async function respectPatience(): Promise<void> {
  const left = ((await plain.get("retry_at")) ?? 0) - Date.now();
  // More than an hour was never asked for: the clock was changed.
  if (left <= 0 || left > 3_600_000) return;
  const error = new Unreachable("too early");
  error.retryAfterMs = left;
  throw error;
}

function why(error: unknown): Why {
  if (error instanceof SignedOut) return "sign_in";
  if (!(error instanceof Refused)) return "unreachable";
  if (error.code === "consent_required") return "consent";
  return error.status === 401 || error.code === "csrf" ? "sign_in" : "unreachable";
}

/* Sends the batch; if it is refused as a whole, its halves, so that one bad item stops no other. */
async function send(run: Run, batch: Queued[]): Promise<void> {
  const [first] = batch;
  if (!first) return;
  try {
    const results = await (first.put ? sendPut(first) : sendWrites(run.account, batch));
    const answered = batch.flatMap((item, at) => {
      const result = results[at];
      return result ? [{ item, result }] : [];
    });
    if (!answered.length) throw new Unreachable("An answer without results.");
    await settle(run.account, answered);
    run.answered += answered.length;
  } catch (error) {
    if (!(error instanceof Refused) || !isAboutTheBatch(error)) throw error;
    const middle = Math.ceil(batch.length / 2);
    if (batch.length === 1) await giveUp(run, first, error);
    else for (const half of [batch.slice(0, middle), batch.slice(middle)]) await send(run, half);
  }
}

/* Whether something in the batch may be to blame, and not the sign-in, the consent or the way. */
function isAboutTheBatch({ status, code }: Refused): boolean {
  if (status === 401 || status === 408 || code === "csrf" || code === "consent_required") {
    return false;
  }
  // Without a code of ours somebody in between has answered.
  return status === 413 || code !== "";
}

async function giveUp(run: Run, item: Queued, error: Refused): Promise<void> {
  if (error.status >= 500) {
    run.failing.add(item.entry);
    if (run.failing.size >= MOST_FAILURES) throw error;
    return;
  }
  const result = { outcome: "rejected", code: error.code || "too_large", detail: error.message };
  await settle(run.account, [{ item, result }]);
  run.answered += 1;
}

async function sendWrites(account: string, batch: Queued[]): Promise<(Result | undefined)[]> {
  const sentAt = new Date().toISOString();
  const { results } = await ask<{ results: (Result & { write_id: string | null })[] }>(
    api.POST("/api/v1/patients/{patient_id}/diary/sync", {
      params: { path: { patient_id: account } },
      body: {
        device_id: await plain.deviceId(),
        sent_at: sentAt,
        writes: batch.map((item) => notAhead(item.write ?? {}, sentAt)),
      } as never,
    }) as never,
  );
  const byId = new Map(results.map((result) => [result.write_id, result]));
  // A write whose id couldn't be read is told by its place alone.
  return batch.map((item, at) => {
    const there = results[at];
    return byId.get(item.write?.write_id ?? "") ?? (there?.write_id ? undefined : there);
  });
}

interface SaidOfPut {
  id?: string;
  /* Of a call for help: whether somebody there can see it now. */
  seen_by_clinic?: boolean;
}

async function sendPut(item: Queued): Promise<Result[]> {
  const { path, body, base } = item.put as NonNullable<Queued["put"]>;
  const answer = await ask<(Partial<Result> & SaidOfPut) | undefined>(
    api.PUT(
      path as never,
      {
        headers: base === null ? { "If-None-Match": "*" } : { "If-Match": `"${base}"` },
        body,
      } as never,
    ) as never,
  );
  const { id, revision, notices, seen_by_clinic } = answer ?? {};
  // The clinic says what it has, by the name that it was sent under.
  if (!id || !path.endsWith(`/${id}`)) throw new Unreachable("An answer to something else.");
  const told = (notices ?? []).map((notice) =>
    // The words of a call for help say that the team is being told: not if nobody there sees it.
    seen_by_clinic === false ? { ...notice, text: null } : notice,
  );
  return [{ outcome: "updated", ...(revision ? { revision } : {}), notices: told }];
}
