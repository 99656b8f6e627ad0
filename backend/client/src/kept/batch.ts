/* What is sent next. */
import type { Queued } from "./queue";

const MOST_WRITES = 100;
const MOST_BYTES = 240 * 1024;
const ENVELOPE_BYTES = 512;

/* One PUT, or as many writes as the server takes at once, each entry's first alone: what builds
   on it waits for its answer, so that a refused base spoils nothing. */
export function nextBatch(waiting: Queued[]): Queued[] {
  const [first] = waiting;
  if (!first || first.put) return first ? [first] : [];
  const batch: Queued[] = [];
  const entries = new Set<string>();
  let bytes = ENVELOPE_BYTES;
  for (const item of waiting) {
    if (!item.write || entries.has(item.entry)) continue;
    bytes += bytesOf(item.write) + 1;
    if (batch.length === MOST_WRITES || (batch.length && bytes > MOST_BYTES)) break;
    entries.add(item.entry);
    batch.push(item);
  }
  return batch;
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

/* What a change of clock since the writing would make impossible: written after it was sent. */
export function notAhead(write: Record<string, unknown>, sentAt: string): Record<string, unknown> {
  const written = write.written_at;
  return typeof written === "string" && written > sentAt ? { ...write, written_at: sentAt } : write;
}
