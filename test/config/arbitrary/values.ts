import fc from 'fast-check';

/** Entries of the environments, which a valid overlay keeps as they are or removes. */
const ENVIRONMENT_ENTRIES = [
  'default',
  'spot',
  'cpu',
  'gpu',
  'inference',
  'model',
  'training',
  'a100',
  'v100',
];

export const optional = <T extends object>(settings: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record<T, never>(settings, { requiredKeys: [] });

/** A plain name, as entries, projects and most resources have it. */
export const name = fc
  .stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z][a-z0-9]{0,6}){0,2}$/)
  // Both together, with the purpose and the region, fit into the 64 characters of a role name.
  .filter((text) => text.length > 1 && text.length < 18);

const entryName = name.filter((text) => !ENVIRONMENT_ENTRIES.includes(text));

export const tagText = fc.stringMatching(/^[A-Za-zÄß0-9 _.:/=+@-]{1,30}$/);

/** At most as many as keys can still differ from those of the platform and of the environments. */
export const tags = fc
  .dictionary(
    fc.stringMatching(/^[A-Z][a-z]{1,20}$/).map((key) => `X${key}`),
    tagText,
    { maxKeys: 3 },
  )
  .filter(
    (record) =>
      new Set(Object.keys(record).map((key) => key.toLowerCase())).size === Object.keys(record).length,
  );

/** Entries with new names, beside those of the environment or instead of them. */
export function entries<T>(
  entry: fc.Arbitrary<T>,
  removable: readonly string[],
  minKeys = 0,
): fc.Arbitrary<object> {
  return fc
    .tuple(fc.dictionary(entryName, entry, { minKeys, maxKeys: 2 }), fc.boolean())
    .map(([own, alone]) => ({
      ...(alone && Object.fromEntries(removable.map((key) => [key, null]))),
      ...own,
    }));
}

/** A size with min <= desired <= max. Without a desired size, schedules and autoscalers set it. */
export const sizes = (smallest = 0) =>
  fc
    .tuple(
      fc.integer({ min: smallest, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .chain(([min, more, offset]) => {
      const max = Math.max(1, min + more);
      return fc
        .boolean()
        .map((fixed) => ({ min, max, ...(fixed && { desired: Math.min(max, min + offset) }) }));
    });

export const market = fc.constantFrom('spot', 'on-demand');

export const spotPurchase = fc.record(
  {
    market: fc.constant('spot'),
    spotMaxPriceUsd: fc.integer({ min: 1, max: 9_999 }).map((cents) => cents / 100),
  },
  { requiredKeys: ['market'] },
);

/** The market, with a price limit that only spot instances have. */
export const purchase = fc.oneof(spotPurchase, fc.constant({ market: 'on-demand' }));

export const volume = (smallest: number) =>
  fc
    .tuple(fc.integer({ min: smallest, max: 16_384 }), fc.integer({ min: 3000, max: 16_000 }))
    .chain(([sizeGiB, fastest]) => {
      const iops = Math.max(3000, Math.min(fastest, sizeGiB * 500));
      return fc
        .integer({ min: 125, max: Math.min(1000, Math.floor(iops / 4)) })
        .map((throughputMiBps) => ({ sizeGiB, iops, throughputMiBps }));
    });
