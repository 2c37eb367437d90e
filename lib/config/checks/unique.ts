import { error, type Problem } from '../problem';
import { show } from '../show';

/** Path of a setting and the value, such as a name, that it gives to a resource. */
export type GivenValue = readonly [path: string, value: string | number | undefined];

/** Options of {@link checkUnique}. */
export interface UniqueOptions {
  /**
   * Converts a value to the form that the cloud compares.
   * @default the value itself
   */
  readonly identity?: (value: string) => string;
  /**
   * Noun for the value in the message.
   * @default 'name'
   */
  readonly noun?: string;
  /**
   * Paths of further settings that the values depend on.
   * @default none
   */
  readonly dependsOn?: readonly string[];
}

/** IAM compares names and tag keys without regard to case. */
export const anyCase = (value: string) => value.toLowerCase();

/** Checks that no two settings give the same value. */
export function checkUnique(
  given: readonly GivenValue[],
  { identity = String, noun = 'name', dependsOn = [] }: UniqueOptions = {},
): Problem[] {
  const owners = new Map<string, string>();
  return given.flatMap(([path, value]) => {
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
