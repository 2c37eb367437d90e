import fc from 'fast-check';
import { parseConfig } from '../../lib/config';
import { environments } from '../../lib/config/environments';
import { merge } from '../../lib/config/merge';
import { validOverlay } from './arbitrary';
import { environmentNames, linesOf, problemsOf } from './problems';

const environment = fc.constantFrom(...environmentNames);

/** Paths of all settings of an environment, sections included. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

const paths = Object.values(environments)
  .flatMap((each) => pathsOf(each))
  .filter((path) => path.length > 0);

const garbage = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    NaN,
    Infinity,
    -1,
    0,
    1e300,
    '',
    'x'.repeat(10_000),
    '\u001b[31m\n',
    [],
    {},
    [null],
    undefined,
  ),
  fc.dictionary(
    fc.constantFrom('__proto__', 'constructor', 'a b', '', 'default'),
    fc.jsonValue({ maxDepth: 1 }),
  ),
);

/** Garbage at one path of an environment. A path through a list replaces it by a map, which is garbage too. */
const overlay = fc
  .tuple(fc.constantFrom(...paths), fc.option(fc.string(), { freq: 4, nil: undefined }), garbage)
  .map(([path, key, value]) =>
    [...path, ...(key === undefined ? [] : [key])].reduceRight<unknown>(
      (inner, each) => Object.fromEntries([[each, inner]]),
      value,
    ),
  );

test('whatever is merged over an environment, every problem is a line with a setting and a sentence', () => {
  fc.assert(
    fc.property(environment, fc.array(overlay, { minLength: 1, maxLength: 4 }), (name, overlays) => {
      const problems = problemsOf(overlays.reduce<unknown>(merge, {}), name);
      const lines = linesOf(problems);
      expect(lines).toHaveLength(problems.filter(({ severity }) => severity === 'error').length);
      expect(new Set(lines).size).toBe(lines.length);
      for (const line of lines) expect(line).toMatch(/^ {2}\S.*: \S.*[.?]$/);
    }),
    { numRuns: 100 },
  );
});

test('a configuration within all limits is valid', () => {
  fc.assert(
    fc.property(environment, validOverlay(), (name, valid) => {
      expect(problemsOf(valid, name)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('a configuration that was loaded once can be merged and loaded again', () => {
  fc.assert(
    fc.property(environment, validOverlay(), (name, valid) => {
      const { config } = parseConfig(merge(environments[name], valid));
      expect(parseConfig(config).config).toEqual(config);
    }),
    { numRuns: 20 },
  );
});
