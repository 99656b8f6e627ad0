/* Formats of numbers and moments, made once: making one takes a slow phone milliseconds. */
const LASTS_MS = 1_000;

const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
const plurals = new Map<string, Intl.PluralRules>();
let device = { zone: "", at: Number.NEGATIVE_INFINITY };

/* The zone of this device; a journey is noticed within a second. */
export function zone(): string {
  const now = performance.now();
  if (Math.abs(now - device.at) > LASTS_MS) {
    device = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, at: now };
  }
  return device.zone;
}

/* Of days and moments in the language, by the clocks of this device if no zone is named. */
export function dateFormat(
  language: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const all = { timeZone: zone(), ...options };
  return once(dates, [language, all], () => new Intl.DateTimeFormat(language, all));
}

/* Of numbers in the language. */
export function numberFormat(
  language: string,
  options: Intl.NumberFormatOptions = {},
): Intl.NumberFormat {
  return once(numbers, [language, options], () => new Intl.NumberFormat(language, options));
}

/* Which form the language wants for a number. */
export function pluralOf(language: string, n: number): Intl.LDMLPluralRule {
  return once(plurals, language, () => new Intl.PluralRules(language)).select(n);
}

function once<T>(made: Map<string, T>, of: unknown, make: () => T): T {
  const name = JSON.stringify(of);
  const found = made.get(name) ?? make();
  made.set(name, found);
  return found;
}
