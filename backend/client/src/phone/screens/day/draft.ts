/* A day that is being written. */
import { catalogue } from "../../../catalogue/catalogue";
import type { Said, Value } from "../../../kept/diary";
import * as drafts from "../../../kept/drafts";
import { me } from "../../../session";
import { rated, type Ticked } from "../../diary/effects";

export interface Draft {
  answers: Record<string, Value>;
  ticked: Ticked;
  otherText: string;
  note: string;
  step: string;
  /* A step was opened from the summary: it leads back there. */
  review: boolean;
}

export const SUMMARY = "summary";
export const NO_EFFECTS = 0;
const ANY_EFFECTS = "side_effects_any";

export function fresh(): Draft {
  return { answers: {}, ticked: {}, otherText: "", note: "", step: "", review: false };
}

/* What was said before, to be changed. */
export function fromSaid(said: Said): Draft {
  const given = catalogue()
    .diary.items.map(({ id }) => [id, said.answers[id] ?? null] as const)
    .filter(([, value]) => value !== null);
  return {
    answers: Object.fromEntries(given),
    ticked: Object.fromEntries(Object.entries(said.side_effects).filter(([, value]) => value > 0)),
    otherText: said.other_text ?? "",
    note: said.note ?? "",
    step: SUMMARY,
    review: true,
  };
}

/* What is sent of it: every item that was asked, null where it was skipped. */
export function saidOf(draft: Draft, asked: string[]): Said {
  const all = asked.map((id) => [id, draft.answers[id] ?? null] as const);
  const isSpared = draft.answers[ANY_EFFECTS] === NO_EFFECTS;
  return {
    answers: { ...draft.answers, ...Object.fromEntries(all) },
    ...rated(isSpared ? {} : draft.ticked, draft.otherText),
    note: draft.note.trim() || null,
  };
}

/* Under which it is kept. */
export function draftName(day: string): string {
  return `draft/${day}`;
}

export function keptDraft(day: string): Promise<Draft | null> {
  return drafts.read<Draft>(me().id, draftName(day));
}
