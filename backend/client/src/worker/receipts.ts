/* What the server is told of a message, by the message's own token and without a sign-in. */
import { isFromHome } from "../api/server";
import type { Receipt } from "../kept/plain";
import * as plain from "../kept/plain";
import { takeAway } from "./shown";

const PATIENCE_MS = 10_000;
const MOST_KEPT = 50;

/* Tells it; kept before it is sent, so that it outlives the worker and a server that is away. */
export async function tell(worker: ServiceWorkerGlobalScope, receipt: Receipt): Promise<void> {
  await plain.change("receipts", (others = []) =>
    [...others.filter((each) => !same(each, receipt)), receipt].slice(-MOST_KEPT),
  );
  await tellAgain(worker);
}

/* Tells what didn't get through yet; what the server hears twice it notes once. */
export async function tellAgain(worker: ServiceWorkerGlobalScope): Promise<void> {
  for (const receipt of (await plain.get("receipts")) ?? []) {
    if (!(await isHeard(worker, receipt))) return;
    await plain.change("receipts", (others = []) => others.filter((each) => !same(each, receipt)));
  }
}

/* Whether the server answered; takes away what is due no more. */
async function isHeard(worker: ServiceWorkerGlobalScope, receipt: Receipt): Promise<boolean> {
  try {
    const answer = await fetch("/api/v1/push/receipts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: receipt.token, event: receipt.event }),
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 429 || answer.status >= 500 || !isFromHome(answer)) return false;
    if (answer.ok && (await answer.json()).is_due === false) await takeAway(worker, receipt.tag);
    return true;
  } catch {
    return false;
  }
}

function same(one: Receipt, other: Receipt): boolean {
  return one.token === other.token && one.event === other.event;
}
