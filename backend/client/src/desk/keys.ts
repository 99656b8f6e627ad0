/* Whether single keys do something at this desk; who types by voice may turn them off. */
import { signal } from "@preact/signals";
import { chosen } from "../ui/looks";

const NAME = "single-keys";

export const keysOn = signal(chosen(NAME) !== "off");

export function turnKeys(on: boolean): void {
  localStorage.setItem(NAME, on ? "on" : "off");
  keysOn.value = on;
}

/* Whether this press is meant as a single key, and not as a letter in a field. */
export function isKey(event: KeyboardEvent, key: string): boolean {
  if (!keysOn.value || event.key !== key) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const target = event.target as HTMLElement | null;
  return !target?.closest("input, textarea, select, dialog, [contenteditable]");
}
