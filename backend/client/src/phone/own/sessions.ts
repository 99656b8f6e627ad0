/* The sessions of the person who is signed in. */

import type { Session } from "../../api/schema";
import { api, ask } from "../../api/server";
import { me } from "../../session";

const MOST = 200;

/* The latest first. */
export async function askForSessions(): Promise<{ items: Session[] }> {
  const params = { path: { patient_id: me().id }, query: { limit: MOST } };
  return ask(api.GET("/api/v1/patients/{patient_id}/sessions", { params }));
}
