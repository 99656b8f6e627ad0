/* Chance for layouts and orders: made afresh each time. */

export function between(low: number, high: number): number {
  return low + Math.random() * (high - low);
}

export function below(count: number): number {
  return Math.floor(Math.random() * count);
}

export function shuffled<T>(values: readonly T[]): T[] {
  const left = [...values];
  const found: T[] = [];
  while (left.length) found.push(...left.splice(below(left.length), 1));
  return found;
}
