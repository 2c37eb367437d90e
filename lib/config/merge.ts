type Tree = Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Merges an overlay over a base, without changing either.
 *
 * Maps are merged key by key, and everything else (lists too) is replaced. `null` removes a key, so that an
 * overlay can drop a fleet or a service of its environment.
 */
export function merge(base: unknown, overlay: unknown): unknown {
  if (!isTree(base) || !isTree(overlay)) return overlay;
  const merged: Tree = { ...base };
  for (const [key, value] of Object.entries(overlay)) {
    // A plain assignment to __proto__ would set the prototype instead of a key that the schema can refuse.
    Object.defineProperty(merged, key, {
      value: merge(Object.hasOwn(base, key) ? base[key] : undefined, value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
    if (value === null) delete merged[key];
  }
  return merged;
}
