/** Compares releases such as `v1.22.4-eksbuild.3` by their numbers. The result is below 0 if the first one is older. */
export function compareReleases(one: string, other: string): number {
  const [ones, others] = [numbers(one), numbers(other)];
  for (const [index, number] of ones.entries()) {
    const difference = number - (others[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return ones.length - others.length;
}

function numbers(release: string): number[] {
  return (release.match(/\d+/g) ?? []).map(Number);
}
