import { error, type Problem } from '../../config/problem';

/** Checks that a group's sizes are in order: min ≤ max. */
export function checkSize(
  path: string,
  { min, max }: { readonly min: number; readonly max: number },
): Problem[] {
  if (min <= max) return [];
  return [error(`${path}.min`, `${min} is more than max (${max}); lower min or raise max.`)];
}
