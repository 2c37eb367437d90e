import { error, type Problem } from '../problem';

/** Checks that a group's sizes are in order: min ≤ desired ≤ max. */
export function checkSize(path: string, size: { min: number; max: number; desired?: number }): Problem[] {
  const { min, max, desired } = size;
  if (max < min) {
    return [
      error(`${path}.max`, `${max} is smaller than min (${min}); raise max or lower min.`, [`${path}.min`]),
    ];
  }
  if (desired !== undefined && (desired < min || desired > max)) {
    return [
      error(
        `${path}.desired`,
        `${desired} is outside min to max (${min} to ${max}); choose a size between them.`,
        [`${path}.min`, `${path}.max`],
      ),
    ];
  }
  return [];
}
