/* In what two states of the same thing differ. */

export interface Difference {
  path: string;
  one: unknown;
  other: unknown;
}

/* Every leaf that isn't the same, by its dotted path. */
export function differences(one: unknown, other: unknown, path = ""): Difference[] {
  if (isBranch(one) && isBranch(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return names.flatMap((name) =>
      differences(one[name], other[name], path ? `${path}.${name}` : name),
    );
  }
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
    ? []
    : [{ path, one: one ?? null, other: other ?? null }];
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
