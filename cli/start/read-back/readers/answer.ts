import type { Properties } from '../reader';

/** Maps whose keys are the user's: their names are not properties. */
const USER_MAPS = new Set(['tags', 'labels', 'options', 'dockerLabels']);

/** Renames the members of an answer: a service writes `instanceTypes`, CloudFormation `InstanceTypes`. */
export function capitalized(answer: object): Properties {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      USER_MAPS.has(name) ? value : capitalizedValue(value),
    ]),
  );
}

function capitalizedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalizedValue);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return capitalized(value);
}

/** Tags of a service that returns a map, as the list that templates have. */
export function tagList(tags: Readonly<Record<string, string>> = {}): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Whether a value is an ARN. A template may have an ARN or a name where a service answers with one of the two. */
export function isArn(value: unknown): boolean {
  return String(value).startsWith('arn:');
}

/** The last part of an ARN or of an id made of several. */
export function lastPart(id: string | undefined): string | undefined {
  return id?.split(/[/|]/).at(-1);
}
