/* Reads a list of the API from its first page to its last. */
import { Refused } from "../api/server";

interface Page<T> {
  items: T[];
  next: string | null;
}

/* All items, page after page. */
export async function allPages<T>(
  read: (cursor: { cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = [];
  let next: string | null = null;
  do {
    const page: Page<T> = await read(next ? { cursor: next } : {});
    found.push(...page.items);
    next = page.next;
  } while (next);
  return found;
}

/* What is asked for, or null if it isn't shared with this reader. */
export async function ifShared<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}
