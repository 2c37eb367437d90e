import { error, type Problem } from '../problem';

/**
 * Checks that a group's sizes are in order: min ≤ desired ≤ max.
 *
 * @param path - Path of the map with `min` and `max`.
 * @param desiredPath - Path of the map with `desired`. Default: the same.
 */
export function checkSize(
  path: string,
  size: { min: number; max: number; desired?: number },
  desiredPath = path,
): Problem[] {
  const { min, max, desired } = size;
  if (max < min) {
    return [
      error(`${path}.max`, `${max} is smaller than min (${min}); raise max or lower min.`, [`${path}.min`]),
    ];
  }
  if (desired !== undefined && (desired < min || desired > max)) {
    return [
      error(
        `${desiredPath}.desired`,
        `${desired} is outside min to max (${min} to ${max}); choose a size between them.`,
        [`${path}.min`, `${path}.max`],
      ),
    ];
  }
  return [];
}

/**
 * Checks that one setting is at most another.
 *
 * @param path - Path of the parent of both settings.
 * @param setting - Name and value of the setting, below the path.
 * @param limit - Name and value of the limit, below the path.
 */
export function checkAtMost(
  path: string,
  [setting, value]: readonly [setting: string, value: number | undefined],
  [limit, most]: readonly [setting: string, value: number],
): Problem[] {
  if (value === undefined || value <= most) return [];
  return [
    error(`${path}.${setting}`, `${value} is larger than ${limit} (${most}); lower it or raise ${limit}.`, [
      `${path}.${limit}`,
    ]),
  ];
}
