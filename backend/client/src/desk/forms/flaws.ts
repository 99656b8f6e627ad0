/* What is wrong with a form, and by which field. */
import { Refused } from "../../api/server";
import { t } from "../../texts";
import { number, numberOf } from "./show";

export interface Flaw {
  field: string;
  text: string;
}

export const fieldId = (name: string) => `field-${name}`;

/* What the server says of the fields; `place` turns its names into the form's. */
export function flawsOf(error: unknown, place: (path: string) => string): Flaw[] {
  if (!(error instanceof Refused) || error.code !== "invalid") return [];
  return Object.entries(error.fields).map(([path, said]) => ({
    field: place(path),
    text: Array.isArray(said) ? said.join(" ") : String(said),
  }));
}

/* The flaws of fields that must be filled in. */
export function missing(values: object, ...names: string[]): Flaw[] {
  const given = values as Record<string, unknown>;
  return names
    .filter((name) => given[name] === "" || given[name] === null || given[name] === undefined)
    .map((field) => ({ field, text: t().desk.forms.missing }));
}

interface Range {
  low?: number;
  high?: number;
  whole?: boolean;
  required?: boolean;
}

/* What is wrong with a number that was typed. */
export function numberFlaw(field: string, text: string, range: Range = {}): Flaw[] {
  const words = t().desk.forms;
  const value = numberOf(text);
  const say = (said: string) => [{ field, text: said }];
  if (value === null) return range.required === false ? [] : say(words.missing);
  if (Number.isNaN(value)) return say(words.notNumber);
  if (range.whole && !Number.isInteger(value)) return say(words.notWhole);
  const { low, high } = range;
  if (low !== undefined && high !== undefined && (value < low || value > high)) {
    return say(words.between(number(low), number(high)));
  }
  if (low === undefined && value <= 0) return say(words.aboveZero);
  return [];
}

/* Moves the focus to a field, or to the nearest that there is. */
export function focusField(name: string): void {
  let path = name;
  for (;;) {
    const found = document.getElementById(fieldId(path));
    if (found) {
      const inner = found.matches("input, select, textarea, button, [tabindex]")
        ? found
        : found.querySelector<HTMLElement>("input:checked, input, select, textarea, button");
      inner?.focus();
      found.scrollIntoView({ block: "center" });
      return;
    }
    if (!path.includes(".")) return;
    path = path.slice(0, path.lastIndexOf("."));
  }
}
