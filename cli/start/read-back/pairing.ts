import type { Comparison } from './comparison';

/**
 * Pairs each member of an expected list with a member of the actual list, in any order: first as many equal pairs as
 * possible, then the most similar ones, so that differences are reported by property instead of by member.
 *
 * @param compareMembers - compares members by their indices
 * @param sameName - whether two members have the same name
 * @returns For each expected member the index of the actual one, or undefined if no similar one is left.
 */
export function pairMembers(
  expectedCount: number,
  actualCount: number,
  compareMembers: (expected: number, actual: number) => Comparison,
  sameName: (expected: number, actual: number) => boolean,
): (number | undefined)[] {
  const actuals = [...Array(actualCount).keys()];
  const comparisons = [...Array(expectedCount).keys()].map((index) =>
    actuals.map((actual) => compareMembers(index, actual)),
  );
  const equal = comparisons.map((row) => actuals.filter((actual) => row[actual]?.differences.length === 0));
  const ownerOf = new Map<number, number>();
  const claim = (expected: number, tried: Set<number>): boolean => {
    for (const actual of equal[expected] ?? []) {
      if (tried.has(actual)) continue;
      tried.add(actual);
      // An owner that fits elsewhere makes room: members may differ only in what the template leaves open.
      const owner = ownerOf.get(actual);
      if (owner === undefined || claim(owner, tried)) {
        ownerOf.set(actual, expected);
        return true;
      }
    }
    return false;
  };
  for (const expected of comparisons.keys()) claim(expected, new Set());
  const pairs: (number | undefined)[] = comparisons.map(() => undefined);
  for (const [actual, expected] of ownerOf) pairs[expected] = actual;
  const left = new Set(actuals.filter((actual) => !ownerOf.has(actual)));
  for (const [expected, row] of comparisons.entries()) {
    if (pairs[expected] !== undefined) continue;
    const likeness = (actual: number) => (sameName(expected, actual) ? 1000 : 0) + (row[actual]?.equal ?? 0);
    const [best] = [...left].sort((a, b) => likeness(b) - likeness(a));
    if (best === undefined || likeness(best) === 0) continue;
    pairs[expected] = best;
    left.delete(best);
  }
  return pairs;
}
