/* Keeps a finished questionnaire, and looks after what follows from it. */

import { api, ask } from "../../../api/server";
import type { Instrument } from "../../../catalogue/catalogue";
import { diaryDay } from "../../../days";
import { zone } from "../../../formats";
import { me } from "../../../session";
import { renewed } from "../../own/known";
import { mine } from "../../own/path";
import { send } from "../../own/sending";
import { type Answers, askedNext, complete } from "./flow";
import { warnOf } from "./safety";

const DUE_DAYS = 14;

export interface Saved {
  entry: string;
  next: string | null;
}

/* Where the answers so far are kept, so that nothing is lost by a reload. */
export function draftName(instrument: string, occurrence: string | null): string {
  return `draft/q/${occurrence ?? instrument}`;
}

export async function save(
  instrument: Instrument,
  answers: Answers,
  occurrence: string | null,
): Promise<Saved> {
  const now = new Date();
  const id = crypto.randomUUID();
  const entry = `response/${id}`;
  const all = complete(instrument, answers);
  const body = {
    instrument: instrument.id,
    answers: all,
    day: diaryDay(now, me().day_starts_at),
    answered_at: now.toISOString(),
    time_zone: zone(),
    occurrence_id: occurrence,
  };
  const put = { path: mine(`instruments/responses/${id}`), body, base: null };
  await send(entry, put, draftName(instrument.id, occurrence));
  void warnOf(instrument, all, entry);
  return { entry, next: askedNext(instrument, all) };
}

/* Hears what is due now that the clinic knows the answer. */
export async function renewDue(): Promise<void> {
  const path = { patient_id: me().id };
  await renewed("due", () =>
    ask(
      api.GET("/api/v1/patients/{patient_id}/due", { params: { path, query: { days: DUE_DAYS } } }),
    ),
  ).catch(() => undefined);
}
