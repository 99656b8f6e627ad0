/* A language for tests: every text in brackets, so that a hard-coded one stands out. */
import type { Texts } from "./index";

export const OPEN = "⟦";
export const CLOSE = "⟧";

/* The texts with every string, and every string that a function makes, in brackets. */
export function pseudo<T>(texts: T): Texts {
  return marked(texts) as Texts;
}

function marked(part: unknown): unknown {
  if (typeof part === "string") return `${OPEN}${part}${CLOSE}`;
  if (typeof part === "function") return (...given: unknown[]) => marked(part(...given));
  if (Array.isArray(part)) return part.map(marked);
  return Object.fromEntries(
    Object.entries(part as Record<string, unknown>).map(([name, each]) => [name, marked(each)]),
  );
}
