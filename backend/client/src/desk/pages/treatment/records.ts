/* Reads a patient's orders, sessions, doses and exposure. */
import type { Dose, Exposure, Order, Session } from "../../../api/schema";
import { api, ask } from "../../../api/server";

const AT_ONCE = 200;

interface Page<T> {
  items: T[];
  next: string | null;
}

/* All pages of a list, one after the other. */
async function all<T>(load: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    found.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return found;
}

const at = (cursor?: string) => ({ limit: AT_ONCE, ...(cursor ? { cursor } : {}) });

export function orders(patient: string): Promise<Order[]> {
  return all((cursor) =>
    ask(
      api.GET("/api/v1/patients/{patient_id}/orders", {
        params: { path: { patient_id: patient }, query: at(cursor) },
      }),
    ),
  );
}

export function order(patient: string, id: string): Promise<Order> {
  return ask(
    api.GET("/api/v1/patients/{patient_id}/orders/{order_id}", {
      params: { path: { patient_id: patient, order_id: id } },
    }),
  );
}

export function sessions(patient: string): Promise<Session[]> {
  return all((cursor) =>
    ask(
      api.GET("/api/v1/patients/{patient_id}/sessions", {
        params: { path: { patient_id: patient }, query: at(cursor) },
      }),
    ),
  );
}

export function session(patient: string, id: string): Promise<Session> {
  return ask(
    api.GET("/api/v1/patients/{patient_id}/sessions/{session_id}", {
      params: { path: { patient_id: patient, session_id: id } },
    }),
  );
}

/* The latest doses taken at home, at most 200. */
export async function doses(patient: string): Promise<Dose[]> {
  const page = await ask(
    api.GET("/api/v1/patients/{patient_id}/doses", {
      params: { path: { patient_id: patient }, query: at() },
    }),
  );
  return page.items;
}

export function exposure(patient: string): Promise<Exposure> {
  return ask(
    api.GET("/api/v1/patients/{patient_id}/exposure", {
      params: { path: { patient_id: patient } },
    }),
  );
}
