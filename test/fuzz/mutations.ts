import fc from 'fast-check';
import { environments } from '../../lib/config/environments';
import { validOverlay } from '../config/arbitrary';
import type { EnvironmentName } from '../fast-app';

/** A wrong, or nearly wrong, configuration file over one environment. */
export interface Mutation {
  readonly environment: EnvironmentName;
  /** `.yaml` or `.json`. */
  readonly extension: string;
  readonly text: string;
}

type Path = readonly string[];

/** Settings of an environment with their values, sections included. A list counts as one value. */
function settingsOf(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  const own = path.length > 0 ? [{ path, value }] : [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return own;
  return [...own, ...Object.entries(value).flatMap(([key, child]) => settingsOf(child, [...path, key]))];
}

const AWKWARD_TEXTS = [
  ...[
    '',
    ' ',
    '-',
    '.',
    '..',
    '/',
    '*',
    '0',
    '-1',
    'true',
    'null',
    '~',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    '${HOME}',
    '${Token[TOKEN.1]}',
    '{{resolve:ssm:/x}}',
    'a\u0000b',
    'a\nb',
    '\u001b[31m',
    '\u202e',
    'größe',
  ],
  ...['😀', "it's", '"', '\\', '%s', '$(id)', '<script>', 'AWS', 'aws:x', 'x'.repeat(64), 'x'.repeat(256)],
  ...[
    'x'.repeat(10_000),
    'arn:aws:iam::111122223333:role/x',
    'arn:aws-cn:kms:cn-north-1:1:key/x',
    '10.0.0.0/8',
  ],
  ...[
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '999.1.1.1/24',
    'p5.48xlarge',
    'p9.large',
    'us-west-2a',
    'us-moon-1',
  ],
  ...[
    'PST',
    'UTC',
    'Europe/Berlin',
    '0 25 * * *',
    '* * * * * *',
    '@daily',
    's3://x/y',
    'https://x',
    'a'.repeat(63),
  ],
];
const AWKWARD_NUMBERS = [
  ...[
    -1, 0, 1, 2, 3, 5, 7, 16, 63, 64, 65, 100, 255, 256, 500, 501, 1000, 1001, 4096, 16_384, 65_535, 65_536,
  ],
  ...[0.5, 1.5, 1e9, 1e21, 1e-21, 2 ** 31, 2 ** 53, 2 ** 53 + 2, Number.MAX_VALUE, Number.MIN_VALUE],
];

const garbage: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom<unknown>(...AWKWARD_TEXTS), weight: 4 },
  { arbitrary: fc.constantFrom<unknown>(...AWKWARD_NUMBERS), weight: 4 },
  { arbitrary: fc.constantFrom<unknown>(true, false, null, [], {}, [null], [[]], { '': {} }), weight: 2 },
  { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 2 },
  { arbitrary: fc.constantFrom(...AWKWARD_TEXTS).map((key) => ({ [key]: 'x' })), weight: 1 },
);

/** A value near to the one of the environment, so that most of the other checks still pass. */
function near(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'number') {
    return fc.constantFrom(value - 1, value + 1, -value, value * 10, value / 2, value * 1000, String(value));
  }
  if (typeof value === 'string') {
    return fc.constantFrom(
      ...[`${value} `, ` ${value}`, `${value}x`, value.slice(1), value.slice(0, -1), value.toUpperCase()],
      ...[
        value.repeat(2),
        value.repeat(50),
        value.replace(/\d/g, '9'),
        value.replace(/[-/.]/g, '_'),
        `${value}/`,
      ],
    );
  }
  if (typeof value === 'boolean')
    return fc.constantFrom<unknown>(!value, String(value), Number(value), 'yes');
  if (Array.isArray(value)) {
    const list = value as unknown[];
    return fc.oneof(
      fc.constantFrom(
        [...list, ...list],
        list.slice(1),
        [...list].reverse(),
        Array.from({ length: 60 }, () => list[0] ?? 'x'),
        Object.fromEntries(list.entries()),
      ),
      garbage.map((each) => [...list, each]),
    );
  }
  const map = (value ?? {}) as Record<string, unknown>;
  const [[key, child] = ['x', {}]] = Object.entries(map);
  return fc.oneof(
    fc.tuple(fc.constantFrom(...AWKWARD_TEXTS), garbage).map(([name, each]) => ({ ...map, [name]: each })),
    fc.constantFrom(...AWKWARD_TEXTS).map((name) => ({ ...map, [name]: child })),
    fc.constantFrom<unknown>(
      Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`${key}${index}`, child])),
      { ...map, [`${key}s`]: child },
      Object.values(map),
    ),
  );
}

const settings = Object.fromEntries(
  Object.entries(environments).map(([name, environment]) => [name, settingsOf(environment)]),
);

/** One to three settings of an environment with wrong, nearly right or odd values. */
function overlayOf(environment: EnvironmentName): fc.Arbitrary<object> {
  const one = fc
    .constantFrom(...settings[environment]!)
    .chain(({ path, value }) => fc.oneof(near(value), garbage).map((wrong) => ({ path, wrong })));
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((changes) => {
    const overlay: Record<string, unknown> = {};
    for (const { path, wrong } of changes) {
      let at = overlay;
      for (const key of path.slice(0, -1)) {
        if (typeof at[key] !== 'object' || at[key] === null || Array.isArray(at[key])) define(at, key, {});
        at = at[key] as Record<string, unknown>;
      }
      define(at, path.at(-1)!, wrong);
    }
    return overlay;
  });
}

function define(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

const PIECES = [
  ...[
    '\n',
    '  ',
    '\t',
    ':',
    ': ',
    '- ',
    '#',
    '&a ',
    '*a',
    '<<: ',
    '!!set ',
    '!!binary ',
    '|',
    '>',
    '{',
    '}',
    '[',
  ],
  ...[
    ']',
    ',',
    '"',
    "'",
    '\\',
    '\u0000',
    '\uFEFF',
    '---\n',
    '...\n',
    '%YAML 9.9\n',
    '? ',
    '\r',
    '\ud800',
    '@',
  ],
];

/** Texts, numbers and lists that are of the right type, and often taken. */
function ofTheSameType(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value === 'number') return fc.oneof(near(value), fc.constantFrom<unknown>(...AWKWARD_NUMBERS));
  if (typeof value === 'string') return fc.oneof(near(value), fc.constantFrom<unknown>(...AWKWARD_TEXTS));
  return near(value);
}

/** Configurations that set nearly everything. Few, so that most of their resources are equal, and are checked once. */
const VALID = fc.sample(validOverlay(), { numRuns: 10, seed: 1 });

/** One of them with one value changed within its type. */
const nearlyValid: fc.Arbitrary<object> = fc
  .constantFrom(...VALID)
  .chain((overlay) =>
    fc
      .constantFrom(...settingsOf(overlay))
      .chain(({ path, value }) => ofTheSameType(value).map((wrong) => withChange(overlay, path, wrong))),
  );

function withChange(tree: object, [key, ...rest]: Path, value: unknown): object {
  const copy = { ...tree } as Record<string, unknown>;
  define(copy, key!, rest.length === 0 ? value : withChange(copy[key!] as object, rest, value));
  return copy;
}

/** The text of an overlay with pieces cut out, doubled or put in at random places. */
function damaged(text: string): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(text.length), fc.nat(12), fc.constantFrom('cut', 'double', ...PIECES));
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce((current, [at, length, piece]) => {
      const [head, middle, tail] = [
        current.slice(0, at),
        current.slice(at, at + length),
        current.slice(at + length),
      ];
      if (piece === 'cut') return head + tail;
      return head + (piece === 'double' ? middle + middle : piece + middle) + tail;
    }, text),
  );
}

/** Wrong and nearly wrong configuration files: of values, of keys, and of the text itself. */
export const mutation: fc.Arbitrary<Mutation> = fc
  .constantFrom(...(Object.keys(environments) as EnvironmentName[]))
  .chain((environment) =>
    fc
      .tuple(fc.oneof(overlayOf(environment), nearlyValid, nearlyValid), fc.constantFrom('.yaml', '.json'))
      .chain(([overlay, extension]) => {
        // JSON is YAML as well.
        const text = JSON.stringify(overlay, undefined, 2);
        return fc
          .oneof({ arbitrary: fc.constant(text), weight: 4 }, { arbitrary: damaged(text), weight: 1 })
          .map((each) => ({ environment, extension, text: each }));
      }),
  );
