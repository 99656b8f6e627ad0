/* What has to be said at once of a questionnaire's safety items. */
import { type Condition, type Instrument, itemsOf } from "../../../catalogue/catalogue";
import { raisedWhere, warn } from "../../own/warnings";
import type { Answers } from "./flow";

/* Warns of what these answers raise by themselves. */
export async function warnOf(instrument: Instrument, answers: Answers, entry: string) {
  const safety = new Set(
    itemsOf(instrument)
      .filter((item) => item.safety_item)
      .map(({ id }) => id),
  );
  const holds = ({ type, instrument: of, item = "", op, value = 0 }: Condition) => {
    const given = answers[item] ?? null;
    if (type !== "latest" || of !== instrument.id || !safety.has(item) || given === null)
      return false;
    return op === ">=" ? given >= value : given === value;
  };
  await warn(raisedWhere(holds), entry);
}
