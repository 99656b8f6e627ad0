/* A step of the day that is left without an answer, and how that is taken back. */
import type { Draft } from "./draft";
import { isNote, type Step } from "./steps";

/* What was left out, and what the draft said until then. */
export interface Skipped {
  step: Step;
  before: Draft;
  /* What came after it: there it can be taken back. */
  at: string;
}

/* Nothing was said of this step. */
export function skipped(step: Step, draft: Draft): Draft {
  const none = Object.fromEntries(step.items.map(({ id }) => [id, null]));
  const answers = { ...draft.answers, ...none };
  if (step.kind === "items") {
    return { ...draft, answers, ...(step.items.some(isNote) ? { note: "" } : {}) };
  }
  return { ...draft, answers, ticked: {}, otherText: "" };
}

/* The draft with what it said of this step before. */
export function unskipped({ step, before }: Skipped, draft: Draft): Draft {
  const said = Object.fromEntries(step.items.map(({ id }) => [id, before.answers[id] ?? null]));
  const { review, note, ticked, otherText } = before;
  const again = { ...draft, answers: { ...draft.answers, ...said }, review };
  if (step.kind === "items") return step.items.some(isNote) ? { ...again, note } : again;
  return { ...again, ticked, otherText };
}
