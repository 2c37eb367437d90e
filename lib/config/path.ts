import { show } from './show';

/** Keys and indexes that lead to a setting. */
export type Path = readonly PropertyKey[];

/** Formats a path for a message, such as `cluster.nodeGroups.gpu.max`. Unusual keys are quoted and shortened. */
export function dotted(path: Path): string {
  return path.map((key) => (/^[^\s"\p{C}]{1,60}$/u.test(String(key)) ? String(key) : show(key))).join('.');
}

/** Whether a dotted path is that of a setting or below it. */
export function isAtOrBelow(path: string, setting: string): boolean {
  return path === setting || path.startsWith(`${setting}.`);
}

/** Dotted path of the parent of a setting; empty at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** The value at a path, or undefined. Inherited properties do not count. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

/** A copy with another value at a path; its parent must exist. `undefined` removes the key. */
export function withValue(tree: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(tree) ? [...(tree as unknown[])] : { ...(tree as object) }) as Record<
    PropertyKey,
    unknown
  >;
  const child = withValue(valueAt(copy, [key]), rest, value);
  if (child === undefined) delete copy[key];
  else copy[key] = child;
  return copy;
}
