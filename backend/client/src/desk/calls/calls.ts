/* Calls for help and their answers. */
import type { Press } from "../../api/schema";
import { api, ask } from "../../api/server";

const CALLS = "/api/v1/patients/{patient_id}/calls";
const ANSWER = "/api/v1/patients/{patient_id}/calls/{press_id}/answer";
const LATE_MS = 120_000;

export type Call = Press;

export interface Calls {
  items: Call[];
  next: string | null;
}

/* The patient's calls, the last received first. */
export function callsOf(patientId: string, cursor?: string): Promise<Calls> {
  const params = { path: { patient_id: patientId }, query: cursor ? { cursor } : {} };
  return ask(api.GET(CALLS, { params }));
}

/* Says what was done; it can't be said twice. */
export function answerCall(patientId: string, callId: string, done: string): Promise<Call> {
  const params = { path: { patient_id: patientId, press_id: callId } };
  return ask(api.PUT(ANSWER, { params, body: { what_was_done: done } }));
}

/* Whether it reached the clinic well after it was made. */
export function isLate({ pressed_at, received_at }: Call): boolean {
  return Date.parse(received_at) - Date.parse(pressed_at) > LATE_MS;
}
