import type { z } from 'zod';
import { error, type Problem } from './problem';
import { platformSchema } from './schema/platform';
import { didYouMean } from './spelling';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Turns what zod found into problems that name the field, the value, what is allowed and the fix. */
export function schemaProblems(issues: readonly Issue[], input: unknown): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    const value = show(valueAt(input, issue.path));
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknownKey(issue.path, key));
      case 'invalid_type':
        return valueAt(input, issue.path) === undefined
          ? error(path, `is missing; give it ${article(issue.expected)}.`)
          : error(path, `${value} is not ${article(issue.expected)}; write ${article(issue.expected)}.`);
      case 'invalid_value':
        return error(
          path,
          `${value} is not allowed; use ${issue.values.map(show).join(' or ')}.` +
            didYouMean(value.replaceAll('"', ''), issue.values.map(String)),
        );
      case 'too_small':
        return error(
          path,
          sizeMessage(
            value,
            issue.origin,
            'at least',
            issue.inclusive === false ? `more than ${issue.minimum}` : String(issue.minimum),
          ),
        );
      case 'too_big':
        return error(path, sizeMessage(value, issue.origin, 'at most', String(issue.maximum)));
      case 'invalid_key':
        return error(
          path,
          `is not a name that can be used here; ${issue.issues.map(({ message }) => message).join('; ')}.`,
        );
      default:
        return error(path, `${value} is not allowed; ${sentence(issue.message)}`);
    }
  });
}

function unknownKey(path: Path, key: string): Problem {
  const known = keysAt(path);
  const hint =
    didYouMean(key, known) || (known.length > 0 ? ` Known settings here: ${known.join(', ')}.` : '');
  return error(
    [...path, key].map(String).join('.'),
    `is not a setting; remove it or correct its name.${hint}`,
  );
}

/** The names that the schema allows at a path. */
function keysAt(path: Path): string[] {
  let schema: unknown = platformSchema;
  for (const key of path) {
    const { shape, valueType, element } = unwrap(schema);
    schema = shape ? shape[String(key)] : (valueType ?? element);
  }
  return Object.keys(unwrap(schema).shape ?? {});
}

interface SchemaParts {
  readonly shape?: Record<string, unknown>;
  readonly valueType?: unknown;
  readonly element?: unknown;
}

/** The schema below defaults and optionals, seen as the parts that a path can lead to. */
function unwrap(schema: unknown): SchemaParts {
  let definition = (schema as z.core.$ZodType | undefined)?._zod.def as
    (SchemaParts & { innerType?: unknown; in?: unknown }) | undefined;
  for (
    let inner = definition?.innerType ?? definition?.in;
    inner;
    inner = definition?.innerType ?? definition?.in
  ) {
    definition = (inner as z.core.$ZodType)._zod.def as typeof definition;
  }
  return definition ?? {};
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
}

/** Writes a value as it would stand in a JSON file, cut to 60 characters. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function sizeMessage(value: string, origin: string, bound: string, limit: string): string {
  const unit = { string: 'characters', array: 'entries', record: 'entries' }[origin];
  const allowed = limit.startsWith('more than') ? limit : `${bound} ${limit}`;
  return unit
    ? `${value} has the wrong length; give ${allowed} ${unit}.`
    : `${value} is out of range; use ${allowed}.`;
}

function article(type: string): string {
  const name =
    {
      string: 'text',
      int: 'whole number',
      number: 'number',
      array: 'list',
      object: 'map',
      record: 'map',
      boolean: 'true or false',
    }[type] ?? type;
  return name === 'text' || name.startsWith('true') ? name : `a ${name}`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
