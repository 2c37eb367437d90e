import { show } from './show';

/** Keys and indexes that lead to a setting. */
export type Path = readonly PropertyKey[];

/** Formats a path for a message, such as `cluster.nodeGroups.gpu.max`. Unusual keys are quoted and shortened. */
export function dotted(path: Path): string {
  return path.map((key) => (/^[^\s"\p{C}]{1,60}$/u.test(String(key)) ? String(key) : show(key))).join('.');
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

/** Sets the value at a path, if its parent is there. `undefined` removes the key. */
export function setValue(tree: unknown, path: Path, value: unknown): void {
  const parent = valueAt(tree, path.slice(0, -1)) as Record<PropertyKey, unknown> | null;
  if (typeof parent !== 'object' || parent === null) return;
  const key = path.at(-1)!;
  if (value === undefined) delete parent[key];
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Dotted paths of a setting and of all settings above it, from the top. */
export function pathsDownTo(path: string): string[] {
  const ends = [...path.matchAll(/\./g)].map(({ index }) => index);
  return [...ends.map((end) => path.slice(0, end)), path];
}
