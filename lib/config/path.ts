import { show } from './show';

/** Keys and indexes that lead to a setting. */
export type Path = readonly PropertyKey[];

/** Writes a path as messages have it, for example `cluster.nodeGroups.gpu.max`. A strange key is in quotes, and cut. */
export function dotted(path: Path): string {
  return path.map((key) => (/^[^\s"\p{C}]{1,60}$/u.test(String(key)) ? String(key) : show(key))).join('.');
}

/** Whether a dotted path is that of a setting or of something inside it. */
export function isAtOrBelow(path: string, setting: string): boolean {
  return path === setting || path.startsWith(`${setting}.`);
}

/** Dotted path of what a setting is in; empty at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** The value at a path, or nothing. Only what the input itself has counts, and not what every object inherits. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

/** A copy with another value at a path that exists but for its last key; `undefined` removes the key. */
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
