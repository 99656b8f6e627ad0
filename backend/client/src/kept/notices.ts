/* What the clinic has to tell the patient at once: kept until it is closed, whoever received it. */
import * as store from "./store";
import { inTurn } from "./turns";

export interface Contact {
  name: string;
  phone: string;
  hours?: string;
}

export interface Notice {
  id: string;
  severity: string;
  text: string | null;
  crisis_contacts: Contact[];
}

export const NOTICES = "notices";
/* The answer to "I do not feel safe"; its own screen says the same, with the same contacts. */
export const NOT_SAFE = "not_safe_button";

export async function all(account: string): Promise<Notice[]> {
  return (await store.read<Notice[]>(account, NOTICES)) ?? [];
}

/* Those and the new ones, each once. */
export function merged(before: Notice[], told: Notice[]): Notice[] {
  return [...new Map([...before, ...told].map((notice) => [notice.id, notice])).values()];
}

/* The person has read it. */
export async function close(account: string, id: string): Promise<void> {
  await inTurn("tidemark-queue", 2_000, async () => {
    const left = (await all(account)).filter((notice) => notice.id !== id);
    await store.write(account, NOTICES, left);
  });
}
