/* One text that was typed at a place and isn't stored yet. */
import { unsavedPlaces } from "./unsaved";

const kept = unsavedPlaces<{ text: string }>(({ text }) => Boolean(text.trim()));

/* The text of a place; what is set on it outlives the page, and a sign-in that runs out. */
export function typed(place: string): { text: string } {
  const found = kept.get(place) ?? { text: "" };
  kept.set(place, found);
  return found;
}

/* Whether something was typed there that isn't stored. */
export function isTyped(place: string): boolean {
  return Boolean(kept.get(place)?.text.trim());
}

export function forgetTyped(place: string): void {
  kept.delete(place);
}
