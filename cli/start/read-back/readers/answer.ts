import type { Properties } from '../reader';

/** Maps with keys that users choose, which are not names of properties. */
const USER_MAPS = new Set(['tags', 'labels', 'options', 'dockerLabels']);

/** Capitalizes the members of a response: `instanceTypes` of a service is `InstanceTypes` in CloudFormation. */
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

/** Converts a map of tags to the list form of templates. */
export function tagList(tags: Readonly<Record<string, string>> = {}): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Whether a value is an ARN. Templates may contain an ARN or a name; a service returns only one of them. */
export function isArn(value: unknown): boolean {
  return String(value).startsWith('arn:');
}

/** The last part of an ARN or of a compound id. */
export function lastPart(id: string | undefined): string | undefined {
  return id?.split(/[/|]/).at(-1);
}
