/* A test message, followed until it is shown everywhere or a minute is over. */
import type { Delivery } from "../../../api/schema";
import { api, ask } from "../../../api/server";
import { own } from "../../own/path";

const POLL_MS = 1_000;
const TEST_MS = 60_000;

/* Sends it and reports each step; resolves to whether every device has shown it. */
export async function sendTest(report: (deliveries: Delivery[]) => void): Promise<boolean> {
  const { id } = await ask(api.POST("/api/v1/push/test"));
  report([]);
  const until = Date.now() + TEST_MS;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const deliveries = await deliveriesOf(id);
    if (deliveries.length) report(deliveries);
    if (deliveries.length && deliveries.every((each) => each.shown_at)) return true;
  }
  return false;
}

async function deliveriesOf(id: string): Promise<Delivery[]> {
  const { params } = own();
  const { items } = await ask(
    api.GET("/api/v1/patients/{patient_id}/reminders/history", {
      params: { ...params, query: { limit: 20 } },
    }),
  );
  return items.find((each) => each.id === id)?.devices ?? [];
}
