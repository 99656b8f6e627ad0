/* How figures, moments and people are written at the desk. */

import { shortDay } from "../../days";
import { dateFormat, numberFormat } from "../../formats";
import { account } from "../../session";
import { language, t } from "../../texts";

const OPERATOR = "00000000-0000-0000-0000-000000000000";

/* What stands under this name, else the name: what people typed may be the name of anything. */
export function wordOf(words: object, name: string): string {
  return Object.hasOwn(words, name) ? ((words as Record<string, string>)[name] ?? name) : name;
}

/* A number as the language writes it. */
export function number(value: number, most = 4): string {
  return numberFormat(language(), { maximumFractionDigits: most }).format(value);
}

/* A unit of the catalogue as people write it. */
export function unit(id: string): string {
  return wordOf(t().desk.forms.units, id);
}

/* "12 mg": a figure with its unit. */
export function amount(value: number, of: string, most = 4): string {
  return `${number(value, most)} ${unit(of)}`;
}

/* "26 Nov 2026" */
export function day(value: string): string {
  return shortDay(value, language());
}

/* "26 Nov 2026, 14:05" by the clock of this computer. */
export function when(at: string): string {
  return dateFormat(language(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/* Who somebody of the staff is, as far as the desk may know. */
export function who(id: string, role = "specialist"): string {
  const words = t().desk.forms;
  if (id === OPERATOR) return words.theOperator;
  if (id === account.value?.id) return words.you;
  return role === "patient" ? words.thePatient : words.anotherSpecialist;
}

/* What a field for date and time shows for a moment. */
export function forInput(at: string | Date): string {
  const moment = new Date(at);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/* The moment that a field for date and time names, or null. */
export function fromInput(text: string): string | null {
  const moment = text ? new Date(text) : null;
  return moment && !Number.isNaN(moment.getTime()) ? moment.toISOString() : null;
}

/* Today by the clock of this computer. */
export function today(): string {
  return forInput(new Date()).slice(0, 10);
}

/* The number that somebody typed, with a point or a comma; null if nothing, NaN if no number. */
export function numberOf(text: string): number | null {
  const typed = text.trim().replace(",", ".");
  if (!typed) return null;
  return /^-?\d*\.?\d+$/.test(typed) ? Number(typed) : Number.NaN;
}
