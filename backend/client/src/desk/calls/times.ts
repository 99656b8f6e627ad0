/* When something was, by the clock here and, if it differs, by the patient's. */
import { moment } from "../../days";
import { zone } from "../../formats";
import { language } from "../../texts";

export function here(at: string): string {
  return moment(at, language(), zone());
}

/* By the patient's clock; null if that is the same, or the zone isn't one that we know. */
export function there(at: string, timeZone: string): string | null {
  try {
    const theirs = moment(at, language(), timeZone);
    return theirs === here(at) ? null : theirs;
  } catch {
    return null;
  }
}

const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/* "3 hours ago". */
export function ago(at: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(at)) / 1000);
  const [unit, size] = STEPS.find(([, each]) => seconds >= each) ?? ["minute", 60];
  const format = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  return format.format(-Math.floor(seconds / size), unit);
}
