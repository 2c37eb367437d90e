type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Merges an overlay over a base, without changing either.
 *
 * Maps are merged key by key, and everything else (lists too) is replaced. `null` removes a key, so that an
 * overlay can drop a fleet or a service of its environment. In a map that the base does not have, there is nothing to
 * remove: the key is left out.
 */
export function merge(base: unknown, overlay: unknown): unknown {
  if (!isTree(overlay)) return overlay;
  const merged: Tree = isTree(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(overlay)) {
    if (value === null) {
      delete merged[key];
      continue;
    }
    // A plain assignment to __proto__ would set the prototype instead of a key that the schema can refuse.
    Object.defineProperty(merged, key, {
      value: merge(Object.hasOwn(merged, key) ? merged[key] : undefined, value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged;
}
