/* Reads a patient's laboratory reports. */
import type { Labs } from "../../../api/schema";
import { api, ask } from "../../../api/server";

const AT_ONCE = 200;

/* All reports, the latest sample first. */
export async function reports(patient: string): Promise<Labs[]> {
  const found: Labs[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = cursor
      ? { limit: AT_ONCE, cursor }
      : { limit: AT_ONCE };
    const page: { items: Labs[]; next: string | null } = await ask(
      api.GET("/api/v1/patients/{patient_id}/labs", {
        params: { path: { patient_id: patient }, query },
      }),
    );
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return found;
}

export function report(patient: string, id: string): Promise<Labs> {
  return ask(
    api.GET("/api/v1/patients/{patient_id}/labs/{report_id}", {
      params: { path: { patient_id: patient, report_id: id } },
    }),
  );
}
