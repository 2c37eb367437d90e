import { error, type Problem } from '../problem';
import { show } from '../show';

/** A setting and the name that it gives to something on AWS, if it gives one. */
export type Naming = readonly [path: string, name: string | undefined];

/**
 * Checks that no two settings give the same name.
 *
 * @param identity - What AWS compares. Default: the name as it is.
 */
export function checkUnique(
  namings: readonly Naming[],
  identity: (name: string) => string = String,
): Problem[] {
  const owners = new Map<string, string>();
  return namings.flatMap(([path, name]) => {
    if (name === undefined) return [];
    const owner = owners.get(identity(name));
    if (owner === undefined) {
      owners.set(identity(name), path);
      return [];
    }
    return [error(path, `${show(name)} is also the name that ${owner} gives; choose another.`, [owner])];
  });
}
