/* Whether anybody at the clinic sees what this person writes, or that they called for help. */
import { api, ask } from "../api/server";
import { renewed } from "./own/known";
import { own } from "./own/path";

/* The name under which it is kept; absent as long as this phone was never told. */
export const SEEN = "seen_by_clinic";

export async function askWhetherSeen(): Promise<boolean> {
  const params = { ...own().params, query: { limit: 1 } };
  const page = await ask(api.GET("/api/v1/patients/{patient_id}/calls", { params }));
  return page.seen_by_clinic ?? false;
}

/* Asks anew after sharing or its consents were changed; without an answer the old one stays. */
export async function noteWhetherSeen(): Promise<void> {
  await renewed(SEEN, askWhetherSeen).catch(() => undefined);
}
