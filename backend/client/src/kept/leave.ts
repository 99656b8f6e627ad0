/* Leaving this phone: nothing readable stays, and what is unsent stays only for its writer. */
import { write } from "./database";
import { forgetKeys } from "./vault";

const LAST = "\uffff";
const PERSONAL = ["csrf", "who", "receipts", "tags", "subscription", "retry_at"];

/* Forgets the account, all at once. What waits is kept, sealed, unless `discard`; its key as long. */
export async function leave(account: string | undefined, { discard = false } = {}): Promise<void> {
  await write(async (tx) => {
    await Promise.all(PERSONAL.map((name) => tx.objectStore("kept").delete(name)));
    if (!account) return;
    await tx.objectStore("sealed").delete(IDBKeyRange.bound([account, ""], [account, LAST]));
    const queue = tx.objectStore("queue");
    const waiting = await queue.index("account").getAllKeys(account);
    if (discard) await Promise.all(waiting.map((seq) => queue.delete(seq)));
    if (discard || !waiting.length) await tx.objectStore("keys").delete(account);
  });
  forgetKeys();
}
