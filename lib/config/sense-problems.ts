import type { z } from 'zod';
import { checkConfig } from './checks';
import { completeConfig } from './complete';
import { dotted, parentOf, pathsDownTo, setValue, valueAt, type Path } from './path';
import type { Problem } from './problem';
import { platformSchema, type PlatformConfig, type PlatformInput } from './schema/platform';

/** A configuration that the schema accepts, and the paths of the settings that were replaced. */
interface Repaired {
  readonly config: PlatformConfig;
  readonly changed: ReadonlySet<string>;
}

/** An entry can need several rounds: first its wrong setting is removed, then the entry that now lacks it. */
const MOST_ROUNDS = 5;

/**
 * Runs the semantic checks on a configuration that fails schema validation, so that users see all problems at once.
 * Invalid settings are replaced by the value of the base, or left out; problems that may come from that are not
 * reported.
 *
 * @param input - A configuration that the schema refuses. It is not changed.
 * @param base - The environment that it is based on, if any.
 * @param credentialsAccount - Account of the credentials in use, if known.
 * @returns An empty list if the input cannot be repaired.
 */
export function senseProblems(input: unknown, base: unknown, credentialsAccount?: string): Problem[] {
  const repaired = repair(input, base);
  if (!repaired) return [];
  const { config } = completeConfig(repaired.config, base as PlatformInput | undefined);
  const mayComeFromRepair = besideOrAround(repaired.changed);
  return checkConfig(config, credentialsAccount).filter((problem) => !mayComeFromRepair(problem));
}

/** Whether a problem is at, above, below or beside one of the settings, by its path or what it depends on. */
function besideOrAround(settings: ReadonlySet<string>): (problem: Problem) => boolean {
  const above = new Set([...settings].flatMap(pathsDownTo));
  const parents = new Set([...settings].map(parentOf));
  return ({ path, dependsOn }) =>
    (dependsOn === undefined && parents.has(parentOf(path))) ||
    [path, ...(dependsOn ?? [])].some(
      (setting) => above.has(setting) || pathsDownTo(setting).some((each) => settings.has(each)),
    );
}

function repair(input: unknown, base: unknown): Repaired | undefined {
  const changed = new Set<string>();
  const current = structuredClone(input);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = platformSchema.safeParse(current);
    if (parsed.success) return { config: parsed.data, changed };
    const done = new Set<string>();
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) setValue(current, [...issue.path, key], undefined);
        continue;
      }
      if (pathsDownTo(dotted(issue.path)).some((path) => done.has(path))) continue;
      const path = repairablePath(issue, current, base);
      if (!path) return undefined;
      setValue(current, path, structuredClone(modelFor(base, path)));
      done.add(dotted(path));
      changed.add(dotted(path)).add(dotted(issue.path));
    }
  }
  return undefined;
}

/** The nearest setting, at the issue or above it, that has a value in the base or is optional. */
function repairablePath({ path }: z.core.$ZodIssue, current: unknown, base: unknown): Path | undefined {
  for (let length = path.length; length > 0; length--) {
    const candidate = path.slice(0, length);
    const known = modelFor(base, candidate);
    const value = valueAt(current, candidate);
    if (known !== undefined && known !== value) return candidate;
    // Removing an element would change the indexes of the following ones, and with them paths such as `zones.2`.
    const isElement = Array.isArray(valueAt(current, path.slice(0, length - 1)));
    if (known === undefined && value !== undefined && !isElement) return candidate;
  }
  return undefined;
}

/** The value of the base at a path; for an entry that only the input has, the value of another entry. */
function modelFor(base: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return base;
  if (typeof base !== 'object' || base === null) return undefined;
  if (Object.hasOwn(base, key)) return modelFor((base as Record<PropertyKey, unknown>)[key], rest);
  if (rest.length === 0) return undefined;
  return Object.values(base)
    .map((entry) => modelFor(entry, rest))
    .find((value) => value !== undefined);
}
