/* Pages by the part of the address behind #, which no server sees and no log keeps. */
import { signal } from "@preact/signals";

export const path = signal(current());

type Keeper = (to: string) => boolean;
let keeper: Keeper | null = null;

/* Asks before another place is shown; whoever answers true keeps the page. Gives how to end it. */
export function keepHere(asked: Keeper): () => void {
  keeper = asked;
  return () => {
    if (keeper === asked) keeper = null;
  };
}

addEventListener("hashchange", () => {
  const to = current();
  if (to === path.value) return;
  if (keeper?.(to)) history.replaceState(history.state, "", `#${path.value}`);
  else path.value = to;
});

function current(): string {
  return location.hash.replace(/^#/, "") || "/";
}

export function go(to: string, { replace = false } = {}): void {
  if (replace) location.replace(`#${to}`);
  else location.hash = to;
}

export function back(): void {
  history.back();
}

/* What stands behind the ? of the place. */
export function query(): URLSearchParams {
  return new URLSearchParams(path.value.split("?")[1] ?? "");
}

/* What the pattern's :names stand for, or null if it isn't that page. */
export function match(pattern: string, at: string): Record<string, string> | null {
  const [wanted, given] = [pattern.split("/"), (at.split("?")[0] ?? "").split("/")];
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) found[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return found;
}
