import type { z } from 'zod';
import { environments } from './environments';
import { platformSchema } from './schema/platform';

/** What the parts of a zod schema look like from here; zod has no public way to walk one. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly valueType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly defaultValue?: unknown;
}

interface Setting {
  readonly path: string;
  readonly kind: string;
  readonly fallback: string;
  readonly description: string;
}

/** The page docs/configuration.md: every setting with its type, default and meaning, from the schema. */
export function configurationReference(): string {
  const rows = settings(platformSchema, '').map(
    ({ path, kind, fallback, description }) => `| \`${path}\` | ${kind} | ${fallback} | ${description} |`,
  );
  return [
    '# Configuration',
    '',
    `Environments: ${Object.keys(environments).join(', ')} (lib/config/environments/). A YAML or JSON file given by`,
    '`-c config=FILE` is merged over one: maps key by key, lists as a whole, and `null` removes an entry. `<name>` stands',
    'for a name of your choice. A setting without a default has its value in every environment.',
    '',
    'Written by `npm run docs` from the schema (lib/config/schema/).',
    '',
    '| setting | type | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function settings(schema: z.core.$ZodType, path: string): Setting[] {
  const { definition, fallback } = open(schema);
  const { shape, valueType, element } = definition;
  if (shape) {
    return Object.entries(shape).flatMap(([key, value]) => settings(value, path ? `${path}.${key}` : key));
  }
  if (definition.type === 'record' && valueType && open(valueType).definition.shape) {
    return settings(valueType, `${path}.<name>`);
  }
  if (element && open(element).definition.shape) return settings(element, `${path}[]`);
  return [{ path, kind: kind(definition), fallback: code(fallback), description: describe(schema) }];
}

/** The schema below optionals and defaults, with the default. */
function open(schema: z.core.$ZodType): { definition: Definition; fallback: unknown } {
  let definition = schema._zod.def as unknown as Definition;
  let fallback: unknown = definition.defaultValue;
  for (
    let inner = definition.innerType ?? definition.in;
    inner;
    inner = definition.innerType ?? definition.in
  ) {
    definition = inner._zod.def;
    fallback ??= definition.defaultValue;
  }
  return { definition, fallback };
}

function kind({ type, entries, values, element, valueType, options }: Definition): string {
  if (entries)
    return Object.values(entries)
      .map((entry) => `\`${entry}\``)
      .join(', ');
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (element) return `list of ${kind(open(element).definition)}`;
  if (type === 'record' && valueType) return `map of ${kind(open(valueType).definition)}`;
  if (options) return options.map((option) => kind(open(option).definition)).join(' or ');
  return { string: 'text', object: 'map', int: 'whole number', boolean: 'true or false' }[type] ?? type;
}

/** The description stands on the schema itself or on one that it wraps. */
function describe(schema: z.core.$ZodType): string {
  for (let inner: z.core.$ZodType | undefined = schema; inner;) {
    const { description } = inner as z.ZodType;
    if (description) return description.replaceAll('|', '\\|').replaceAll('<', '&lt;');
    const definition = inner._zod.def as unknown as Definition;
    inner = definition.innerType ?? definition.in;
  }
  return '';
}

function code(value: unknown): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\``;
}
