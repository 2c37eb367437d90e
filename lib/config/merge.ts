type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Merges an overlay over a base, without changing either.
 *
 * Maps are merged key by key; other values, including lists, are replaced. `null` removes a key, so that an overlay can
 * remove a fleet or a service of its environment. A `null` without a value in the base is ignored.
 */
export function merge(base: unknown, overlay: unknown): unknown {
  if (!isTree(overlay)) return overlay;
  const merged: Tree = isTree(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(overlay)) {
    if (value === null) {
      delete merged[key];
      continue;
    }
    // An assignment to __proto__ would set the prototype instead of a key that the schema can refuse.
    Object.defineProperty(merged, key, {
      value: merge(Object.hasOwn(merged, key) ? merged[key] : undefined, value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}
