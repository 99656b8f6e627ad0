/* Why somebody should call a patient, in words. */

import { catalogue, itemsOf } from "../catalogue/catalogue";
import { moment, shortDay } from "../days";
import { zone } from "../formats";
import { counted, language, t } from "../texts";
import type { CallMark } from "./caseload";

const MOST = 3;

/* The marks as a list, what is not reviewed and what is most urgent first; the rest counted if
   `short`. */
export function Marks({ marks, short = false }: { marks: CallMark[]; short?: boolean }) {
  const words = t().desk.list;
  const sorted = [...marks].sort((one, other) => urgency(one) - urgency(other));
  const shown = short ? sorted.slice(0, MOST) : sorted;
  const rest = sorted.length - shown.length;
  return (
    <ul class="call-marks">
      {shown.map((mark) => (
        <li key={mark.id ?? markText(mark)} class={`mark ${isNew(mark) ? mark.kind : "reviewed"}`}>
          <span class="mark-sign" aria-hidden="true">
            {signOf(mark)}
          </span>
          <span>{isNew(mark) ? markText(mark) : words.marks.reviewed(markText(mark))}</span>
        </li>
      ))}
      {rest > 0 && <li class="soft">{counted(rest, words.more_marks)}</li>}
    </ul>
  );
}

/* Whether the reader has not looked since it came in. */
export function isNew(mark: CallMark): boolean {
  return !mark.is_reviewed;
}

const KINDS = ["not_safe", "safety_answer", "safety", "red_flag", "silent"];

function urgency(mark: CallMark): number {
  return KINDS.indexOf(mark.kind) + (isNew(mark) ? 0 : KINDS.length);
}

function signOf(mark: CallMark): string {
  if (!isNew(mark)) return "✓";
  return mark.kind === "silent" ? "…" : "!";
}

/* One mark in a sentence. */
export function markText(mark: CallMark): string {
  const words = t().desk.list.marks;
  const day = mark.day ? shortDay(mark.day, language()) : "";
  switch (mark.kind) {
    case "not_safe":
      return words.not_safe(mark.pressed_at ? moment(mark.pressed_at, language(), zone()) : "");
    case "safety_answer":
      return words.safety_answer((mark.safety_items ?? []).map(itemText).join("; "), day);
    case "red_flag":
      return words.red_flag((mark.side_effects ?? []).map(effectText).join("; "), day);
    case "silent":
      return words.silent(day);
    default:
      return words.safety;
  }
}

/* A side effect in the catalogue's words. */
export function effectText(id: string): string {
  return catalogue().side_effects.find((effect) => effect.id === id)?.text ?? id;
}

/* A questionnaire's item with the name of the questionnaire. */
function itemText(id: string): string {
  for (const instrument of catalogue().instruments) {
    const item = itemsOf(instrument).find((each) => each.id === id);
    if (item) return `${instrument.name}, “${item.text}”`;
  }
  return id;
}
