import type { z } from 'zod';
import { markdownTable } from '../table/markdown-table';
import { leftColumns } from '../table/table';
import { environments } from './environments';
import { platformSchema } from './schema/platform';

/** Parts of the definition of a zod schema; zod has no public API for traversing one. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly valueType?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly discriminator?: string;
  /** Format of a number, such as `safeint`. */
  readonly format?: string;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly defaultValue?: unknown;
}

interface Setting {
  readonly path: string;
  readonly kind: string;
  /** Text of the column for the default. */
  readonly fallback: string;
  readonly description: string;
}

/** Titles of the page's sections by path prefix. A setting belongs to the section with the longest matching prefix. */
const SECTIONS: Readonly<Record<string, string>> = {
  '': 'Platform',
  network: 'Network',
  storage: 'Storage',
  identity: 'Identity',
  'training.workstations': 'Training: workstations',
  'training.fleets': 'Training: fleets',
  cluster: 'Cluster',
  'cluster.addOns': 'Cluster: add-ons',
  inference: 'Inference',
  observability: 'Observability',
  gcp: 'Google Cloud',
  'gcp.network': 'Google Cloud: network',
  'gcp.trainingVms': 'Google Cloud: training VMs',
  'gcp.fleets': 'Google Cloud: fleets',
  'gcp.cluster': 'Google Cloud: cluster',
  'gcp.aws': 'Google Cloud: data on AWS',
};

/** Order of the environments in the column of defaults. */
const ENVIRONMENTS = ['production', 'dev', 'lesson'] as const satisfies (keyof typeof environments)[];

/** The page docs/configuration.md: every setting by capability, with its type, default and meaning, from the schema. */
export function configurationReference(): string {
  const all = settings(platformSchema, '');
  return [
    '# Configuration',
    '',
    `Environments: ${Object.keys(environments).join(', ')} (lib/config/environments/). A YAML or JSON file given by`,
    '`-c config=FILE` is merged over one: maps key by key, lists as a whole, and `null` removes an entry. `<name>` stands',
    'for a name of your choice, and `[]` for the entries of a list. The file has at most 256 KiB in UTF-8, and YAML anchors,',
    'aliases and merge keys (`<<`) work.',
    '',
    `A setting without a default is required. The column then has its values in ${ENVIRONMENTS.join(' / ')}: one value`,
    'where all have the same, the values of all entries of a map or a list, `-` where an environment has none, and',
    '`required` where none has.',
    '',
    'Written by `npm run docs` from the schema (lib/config/schema/).',
    '',
    ...Object.entries(SECTIONS).flatMap(([path, title]) => [
      `## ${title}`,
      '',
      describe(schemaAt(path)),
      '',
      ...markdownTable(
        leftColumns('setting', 'type', 'default', 'meaning'),
        all
          .filter((setting) => sectionOf(setting.path) === path)
          .map(({ path: setting, kind, fallback, description }) => [
            `\`${setting}\``,
            kind,
            fallback,
            description,
          ]),
      ),
      '',
    ]),
  ].join('\n');
}

function sectionOf(path: string): string {
  const sections = Object.keys(SECTIONS).filter(
    (section) => section === '' || `${path}.`.startsWith(`${section}.`),
  );
  return sections.reduce((longest, section) => (section.length > longest.length ? section : longest), '');
}

function schemaAt(path: string): z.core.$ZodType {
  const keys = path === '' ? [] : path.split('.');
  return keys.reduce<z.core.$ZodType>((schema, key) => open(schema).definition.shape![key]!, platformSchema);
}

/**
 * The settings of a schema.
 *
 * @param given - Value of the setting if its parent is omitted. Default: none.
 */
function settings(schema: z.core.$ZodType, path: string, given?: unknown): Setting[] {
  const { definition, fallback = given, isOptional } = open(schema);
  const { shape, valueType, element, options } = definition;
  const { meaning, rest } = splitDefault(describe(schema));
  const own: Setting = {
    path,
    kind: kind(definition),
    fallback: fallbackText(path, fallback, isOptional, rest),
    description: meaning,
  };
  // An optional map is a setting itself, because setting it turns a feature on.
  if (shape) return [...(isOptional ? [own] : []), ...settingsOfMap(shape, path, fallback)];
  if (definition.type === 'record' && valueType && open(valueType).definition.shape) {
    return settings(valueType, `${path}.<name>`);
  }
  if (element && open(element).definition.shape) return settings(element, `${path}[]`);
  if (options && definition.discriminator) {
    return settingsOfUnion(options, definition.discriminator, path, meaning);
  }
  return [own];
}

function settingsOfMap(shape: NonNullable<Definition['shape']>, path: string, given: unknown): Setting[] {
  return Object.entries(shape).flatMap(([key, value]) =>
    settings(value, path ? `${path}.${key}` : key, (given as Record<string, unknown> | undefined)?.[key]),
  );
}

/** The settings of all alternatives: first the discriminator, then the others, described with its value. */
function settingsOfUnion(
  options: readonly z.core.$ZodType[],
  discriminator: string,
  path: string,
  description: string,
): Setting[] {
  const alternatives = options.map((option) => {
    const all = settings(option, path);
    const choice = all.find((setting) => setting.path === `${path}.${discriminator}`)!;
    const others = all.filter((setting) => setting !== choice);
    return { choice, others };
  });
  const [first] = alternatives as [(typeof alternatives)[0]];
  return [
    { ...first.choice, description, kind: alternatives.map(({ choice }) => choice.kind).join(', ') },
    ...alternatives.flatMap(({ choice, others }) =>
      others.map((setting) => ({
        ...setting,
        description: `With ${discriminator} ${choice.kind}: ${setting.description}`,
      })),
    ),
  ];
}

/** The schema inside optionals and defaults, with the default, and whether the setting is optional. */
function open(schema: z.core.$ZodType): { definition: Definition; fallback?: unknown; isOptional: boolean } {
  let definition = schema._zod.def as unknown as Definition;
  let fallback: unknown = definition.defaultValue;
  let isOptional = definition.type === 'optional';
  for (let inner = innerOf(definition); inner; inner = innerOf(definition)) {
    definition = inner._zod.def;
    fallback ??= definition.defaultValue;
    isOptional ||= definition.type === 'optional';
  }
  return { definition, fallback, isOptional };
}

/** The schema that a user's value meets; after a conversion it is the one of its result. */
function innerOf({ innerType, in: given, out }: Definition): z.core.$ZodType | undefined {
  return innerType ?? (given?._zod.def.type === 'transform' ? out : given);
}

function kind({ type, entries, values, element, valueType, options, format }: Definition): string {
  if (entries)
    return Object.values(entries)
      .map((entry) => `\`${entry}\``)
      .join(', ');
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (element) return `list of ${kind(open(element).definition)}`;
  if (type === 'record' && valueType) return `map of ${kind(open(valueType).definition)}`;
  if (options) return options.map((option) => kind(open(option).definition)).join(' or ');
  if (type === 'number' && format) return 'whole number';
  return { string: 'text', object: 'map', boolean: 'true or false' }[type] ?? type;
}

/** The description of a schema or of one that it wraps. */
function describe(schema: z.core.$ZodType): string {
  for (let inner: z.core.$ZodType | undefined = schema; inner;) {
    const { description } = inner as z.ZodType;
    if (description) return escape(description);
    inner = innerOf(inner._zod.def);
  }
  return '';
}

/** Splits a description into its meaning and its sentence about the default, which has its own column. */
function splitDefault(description: string): { meaning: string; rest?: string } {
  const [, meaning = description, rest] = /^(.*?) Default: (.*)\.$/s.exec(description) ?? [];
  return rest === undefined ? { meaning } : { meaning, rest };
}

function fallbackText(path: string, fallback: unknown, isOptional: boolean, described?: string): string {
  const isEmpty = ['{}', '[]'].includes(JSON.stringify(fallback) ?? '');
  if (described !== undefined && (fallback === undefined || isEmpty)) return described;
  if (fallback !== undefined) return code(fallback);
  return isOptional ? 'none' : valuesByEnvironment(path);
}

function valuesByEnvironment(path: string): string {
  const texts = ENVIRONMENTS.map((name) => {
    const values = new Set(valuesAt(environments[name], path.split('.')).map(code));
    return values.size === 0 ? '-' : [...values].join(', ');
  });
  if (texts.every((text) => text === '-')) return 'required';
  return new Set(texts).size === 1 ? texts[0]! : texts.join(' / ');
}

/** All values at a path; `<name>` and `[]` match every entry. */
function valuesAt(value: unknown, [key, ...rest]: readonly string[]): unknown[] {
  if (value === undefined) return [];
  if (key === undefined) return [value];
  if (key === '<name>') return Object.values(value as object).flatMap((entry) => valuesAt(entry, rest));
  const list = /^(.*)\[\]$/.exec(key);
  const child = (value as Record<string, unknown>)[list?.[1] ?? key];
  return list
    ? ((child ?? []) as unknown[]).flatMap((entry) => valuesAt(entry, rest))
    : valuesAt(child, rest);
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' && value !== '' ? value.replaceAll('|', '\\|') : JSON.stringify(value)}\``;
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
