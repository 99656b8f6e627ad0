/* The order of a questionnaire's questions, and what its answers come to. No drawing here. */
import { catalogue, type Instrument, type Item, itemsOf } from "../../../catalogue/catalogue";

export type Answers = Record<string, number | null>;

/* Where somebody is; `again`: the question was skipped once and is asked once more. */
export interface Place {
  answers: Answers;
  item: string | null;
  again: boolean;
}

const POSITIVE = "positive screen";
const SHORTCUT = /^(\w+) == (\d+)$/;

/* Instruments whose text is shipped; of the others only scores are kept. */
export function instrumentFor(id: string): Instrument | null {
  const found = catalogue().instruments.find((each) => each.id === id);
  return found && itemsOf(found).length > 0 ? found : null;
}

export function beginning(instrument: Instrument): Place {
  return { answers: {}, item: itemsOf(instrument)[0]?.id ?? null, again: false };
}

/* Whether earlier answers already say what this one would be. */
function isPassed(item: Item, answers: Answers): boolean {
  const [, other, value] = SHORTCUT.exec(item.skip_if ?? "") ?? [];
  return other !== undefined && answers[other] === Number(value);
}

/* The questions that are asked, given the answers so far. */
export function asked(instrument: Instrument, answers: Answers): Item[] {
  return itemsOf(instrument).filter((item) => !isPassed(item, answers));
}

/* After an answer, or null for "skip": the next place; its item is null at the end. */
export function after(instrument: Instrument, place: Place, value: number | null): Place {
  const { item: id, again } = place;
  if (id === null) return place;
  const answers = { ...place.answers, [id]: value };
  const items = asked(instrument, answers);
  const at = items.findIndex((item) => item.id === id);
  const isAskedAgain =
    value === null && !again && items[at]?.safety_item && instrument.scoring?.skipped_safety_item;
  if (isAskedAgain) return { answers, item: id, again: true };
  return { answers, item: items[at + 1]?.id ?? null, again: false };
}

/* The place before, or null at the beginning. */
export function before(instrument: Instrument, place: Place): Place | null {
  const items = asked(instrument, place.answers);
  const at = place.item === null ? items.length : items.findIndex(({ id }) => id === place.item);
  const item = items[at - 1];
  return item ? { ...place, item: item.id, again: false } : null;
}

/* Every item with its answer, as the server wants them: null was skipped. */
export function complete(instrument: Instrument, answers: Answers): Answers {
  return Object.fromEntries(
    itemsOf(instrument).map((item) => [
      item.id,
      isPassed(item, answers) ? (item.skip_value ?? null) : (answers[item.id] ?? null),
    ]),
  );
}

/* The longer questionnaire that these answers ask for, if any. */
export function askedNext(instrument: Instrument, answers: Answers): string | null {
  const from = instrument.bands?.find(({ label }) => label === POSITIVE)?.from;
  const given = (instrument.scoring?.of ?? []).map((id) => answers[id] ?? null);
  if (!instrument.on_positive || from === undefined || given.includes(null)) return null;
  const sum = given.reduce<number>((total, value) => total + (value ?? 0), 0);
  return sum >= from ? instrument.on_positive.ask : null;
}
