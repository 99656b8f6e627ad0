/* The steps of a day: small groups of the catalogue's items, in its order. */
import { catalogue, type Group, type Item, scale } from "../../../catalogue/catalogue";
import { type Draft, SUMMARY } from "./draft";

export interface Step {
  id: string;
  title: string;
  kind: "items" | "any_effects" | "effects";
  items: Item[];
}

/* What decides which items a day has. */
export interface Context {
  dosesAtHome: boolean;
  followsSession: boolean;
}

const PER_STEP = 2;
const OPTIONAL = "optional";
const AFTER_SESSION = "days_0_to_3_after_session";
const HOME_DOSES = "order.home_dosing == true";
const YES = 1;

/* The steps that everybody is led through. */
export function usualSteps(context: Context, draft: Draft): Step[] {
  return catalogue()
    .diary.groups.filter(({ when }) => when !== OPTIONAL)
    .filter(({ when }) => when !== AFTER_SESSION || context.followsSession)
    .flatMap((group) => stepsOf(group, context, draft));
}

/* The steps for who wants to say more. */
export function moreSteps(context: Context, draft: Draft): Step[] {
  return catalogue()
    .diary.groups.filter(({ when }) => when === OPTIONAL)
    .flatMap((group) => stepsOf(group, context, draft));
}

function stepsOf(group: Group, context: Context, draft: Draft): Step[] {
  const items = catalogue().diary.items.filter(
    (item) => item.group === group.id && item.in?.includes("day") && isAsked(item, context),
  );
  const opener = items.find((item) => item.opens === "side_effects");
  if (opener) return effectSteps(group, opener, draft);
  return chunks(items).map((some, at) => ({
    id: `${group.id}-${at}`,
    title: group.title,
    kind: "items",
    items: some,
  }));
}

function effectSteps({ id, title }: Group, opener: Item, draft: Draft): Step[] {
  const asks: Step = { id, title, kind: "any_effects", items: [opener] };
  const lists: Step = { id: `${id}-list`, title, kind: "effects", items: [] };
  return draft.answers[opener.id] === YES ? [asks, lists] : [asks];
}

function isAsked(item: Item, context: Context): boolean {
  return item.shown_if !== HOME_DOSES || context.dosesAtHome;
}

/* As many as one thumb reaches without scrolling. */
function chunks(items: Item[]): Item[][] {
  const count = Math.ceil(items.length / PER_STEP);
  return Array.from({ length: count }, (_, at) => items.slice(at * PER_STEP, (at + 1) * PER_STEP));
}

/* The ids whose answers are sent, null where skipped; of the optional ones only what was said. */
export function askedIds(steps: Step[]): string[] {
  return steps.flatMap(({ items }) => items.filter((item) => !isNote(item)).map(({ id }) => id));
}

export function isNote(item: Item): boolean {
  return scale(item).type === "text";
}

/* Where "next" leads from this step. */
export function after(id: string, usual: Step[], more: Step[], review: boolean): string {
  const steps = usual.some((step) => step.id === id) ? usual : more;
  const next = steps[steps.findIndex((step) => step.id === id) + 1]?.id ?? SUMMARY;
  const belongs = next.startsWith(`${id}-`) || steps === more;
  return review && !belongs ? SUMMARY : next;
}

/* Where "back" leads from this step; null is out of the day. */
export function before(id: string, usual: Step[], more: Step[], review: boolean): string | null {
  if (id === SUMMARY) return review ? null : (usual.at(-1)?.id ?? null);
  const steps = usual.some((step) => step.id === id) ? usual : more;
  if (review && steps === usual && !id.endsWith("-list")) return SUMMARY;
  const at = steps.findIndex((step) => step.id === id);
  return steps[at - 1]?.id ?? (steps === more ? SUMMARY : null);
}
