/* What has to be said at once of a warning sign among the side effects. */
import { type Condition, catalogue } from "../../catalogue/catalogue";
import { raisedWhere, warn } from "../own/warnings";

/* Warns of the red flags that were felt; one mild report is enough, as at the clinic. */
export async function warnOfSigns(felt: Record<string, number>, entry: string): Promise<void> {
  const signs = new Set(
    catalogue()
      .side_effects.filter(({ red_flag }) => red_flag)
      .map(({ id }) => id),
  );
  const holds = ({ item = "", ...one }: Condition) =>
    signs.has(item) && firesOnFirstReport(one) && (felt[item] ?? 0) > 0;
  await warn(raisedWhere(holds), entry);
}

function firesOnFirstReport({ type, op, value, min_count, relation_to_session }: Condition) {
  const isOnce = op === ">=" && value === 1 && min_count === 1;
  return type === "count" && isOnce && relation_to_session === undefined;
}
