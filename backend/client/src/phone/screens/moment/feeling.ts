/* What the form of a moment holds, and what is sent of it. */
import { catalogue, type Item } from "../../../catalogue/catalogue";
import type { Said, Value } from "../../../kept/diary";
import { t } from "../../../texts";
import { rated, type Ticked } from "../../diary/effects";

export interface Feeling {
  answers: Record<string, Value>;
  ticked: Ticked;
  otherText: string;
  note: string;
}

const FIRST = "pain_now";
/* How the catalogue marks what is asked of a whole day. */
const OF_A_DAY = "24 h";

export function fresh(): Feeling {
  return { answers: {}, ticked: {}, otherText: "", note: "" };
}

export function fromSaid(said: Said): Feeling {
  return {
    answers: Object.fromEntries(items().map(({ id }) => [id, said.answers[id] ?? null])),
    ticked: Object.fromEntries(Object.entries(said.side_effects).filter(([, value]) => value > 0)),
    otherText: said.other_text ?? "",
    note: said.note ?? "",
  };
}

export function saidOf(feeling: Feeling): Said {
  return {
    answers: Object.fromEntries(items().map(({ id }) => [id, feeling.answers[id] ?? null])),
    ...rated(feeling.ticked, feeling.otherText),
    note: feeling.note.trim() || null,
  };
}

/* Whether nothing was said at all: there is nothing to save then. */
export function isEmpty({ answers, ticked, note }: Feeling): boolean {
  const answered = Object.values(answers).some((value) => value !== null);
  return !answered && !Object.keys(ticked).length && !note.trim();
}

/* The pain first, then the others in the catalogue's order. */
export function items(): Item[] {
  const all = catalogue().diary.items.filter((item) => item.in?.includes("moment"));
  return [...all.filter(({ id }) => id === FIRST), ...all.filter(({ id }) => id !== FIRST)];
}

/* The question as it is asked of a moment: the catalogue words some of ours for a whole day. */
export function momentText(item: Item): string {
  const own: Record<string, string> = t().phone.moment.questions;
  return (item.recall === OF_A_DAY && own[item.id]) || item.text;
}

/* What is said besides the first question. */
export function saidMore({ answers, ticked, note }: Feeling) {
  const others = Object.entries(answers).filter(([id, value]) => id !== FIRST && value !== null);
  const effects = Object.keys(ticked).length > 0;
  return { effects, anything: effects || others.length > 0 || note !== "" };
}
