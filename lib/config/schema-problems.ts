import type { z } from 'zod';
import { dotted, valueAt, type Path } from './path';
import { error, type Problem } from './problem';
import { platformSchema } from './schema/platform';
import { choices, show } from './show';
import { didYouMean } from './spelling';

type Issue = z.core.$ZodIssue;

/** Converts zod issues to problems with the setting, its value, the allowed values and the fix. */
export function schemaProblems(issues: readonly Issue[], input: unknown): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(issue.path);
      return issue.keys.map((key) => unknownKey(issue.path, key, known));
    }
    return error(dotted(issue.path), message(issue, valueAt(input, issue.path)));
  });
}

function message(issue: Exclude<Issue, z.core.$ZodIssueUnrecognizedKeys>, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(value, issue.expected);
    case 'invalid_value':
      return notAChoice(value, issue.values);
    case 'invalid_union':
      return notAChoice(value, (issue as { options?: readonly unknown[] }).options ?? []);
    case 'too_small':
      return wrongSize(
        value,
        issue.origin,
        issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`,
      );
    case 'too_big':
      return wrongSize(value, issue.origin, `at most ${issue.maximum}`);
    case 'invalid_key':
      return `is not a name that can be used here; ${issue.issues.map((each) => each.message).join('; ')}.`;
    default:
      return `${show(value)} is not allowed; ${issue.message}.`;
  }
}

function unknownKey(path: Path, key: string, known: readonly string[]): Problem {
  const hint =
    didYouMean(key, known) || (known.length > 0 ? ` Known settings here: ${known.join(', ')}.` : '');
  return error(dotted([...path, key]), `is not a setting; remove it or correct its name.${hint}`);
}

/** The keys that the schema allows at a path. */
function keysAt(path: Path): string[] {
  let schema: unknown = platformSchema;
  for (const key of path) {
    const { shape, valueType, element } = unwrap(schema);
    schema = shape ? shape[String(key)] : (valueType ?? element);
  }
  const { shape, keyType } = unwrap(schema);
  return Object.keys(shape ?? unwrap(keyType).entries ?? {});
}

interface SchemaParts {
  /** Settings of a map. */
  readonly shape?: Record<string, unknown>;
  /** Keys of a map whose entries the user names. */
  readonly keyType?: unknown;
  readonly valueType?: unknown;
  /** Elements of a list. */
  readonly element?: unknown;
  /** Values of a choice. */
  readonly entries?: object;
}

/** The schema inside defaults and optionals, as the parts that a path can lead to. */
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

function notAChoice(value: unknown, allowed: readonly unknown[]): string {
  if (value === undefined) return `is missing; use ${choices(allowed)}.`;
  const hint = typeof value === 'string' ? didYouMean(value, allowed.map(String)) : '';
  return `${show(value)} is not allowed; use ${choices(allowed)}.${hint}`;
}

const UNITS: Record<string, string> = { string: 'characters', array: 'entries', record: 'entries' };

function wrongSize(value: unknown, origin: string, allowed: string): string {
  const unit = UNITS[origin];
  return unit
    ? `${show(value)} has the wrong length; give ${allowed} ${unit}.`
    : `${show(value)} is out of range; use ${allowed}.`;
}

const TYPES: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  boolean: 'true or false',
};

function wrongType(value: unknown, expected: string): string {
  const type = TYPES[expected] ?? `a ${expected}`;
  if (value === undefined) return `is missing; give it ${type}.`;
  // YAML reads 1.30 as the number 1.3, and 012345678901 without its zero.
  const isUnquoted = expected === 'string' && ['number', 'boolean'].includes(typeof value);
  return `${show(value)} is not ${type}; ${isUnquoted ? 'put it in quotes' : `write ${type}`}.`;
}
