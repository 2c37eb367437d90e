import { error, type Problem } from '../problem';
import { show } from '../show';

/** A setting and what it gives to a resource, such as a name, if it gives anything. */
export type Giving = readonly [path: string, value: string | number | undefined];

/** How {@link checkUnique} compares, and what it reports. */
export interface UniqueOptions {
  /**
   * Value that the cloud compares.
   * @default the value itself
   */
  readonly identity?: (value: string) => string;
  /**
   * Noun of the message for what is given.
   * @default 'name'
   */
  readonly noun?: string;
  /**
   * Paths of settings beside the other one that the values come from.
   * @default none
   */
  readonly dependsOn?: readonly string[];
}

/** IAM does not tell capital letters from small ones, in names and in tags. */
export const anyCase = (value: string) => value.toLowerCase();

/** Checks that no two settings give the same value. */
export function checkUnique(
  givings: readonly Giving[],
  { identity = String, noun = 'name', dependsOn = [] }: UniqueOptions = {},
): Problem[] {
  const owners = new Map<string, string>();
  return givings.flatMap(([path, value]) => {
    if (value === undefined) return [];
    const id = identity(String(value));
    const owner = owners.get(id);
    if (owner === undefined) {
      owners.set(id, path);
      return [];
    }
    return [
      error(path, `${show(value)} is also the ${noun} that ${owner} gives; choose another.`, [
        owner,
        ...dependsOn,
      ]),
    ];
  });
}
