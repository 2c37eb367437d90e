import type { Comparison } from './comparison';
import { asDocument, isMap, isPolicy } from './document';
import { pairMembers } from './pairing';
import type { Properties, Reader } from './reader';

/** Rules for comparing the properties of a type. */
export type ComparisonRules = Pick<Reader, 'notModelled' | 'openLists' | 'orderedLists'>;

interface Place {
  /** Path for the report. */
  readonly path: string;
  /** The same path without indices, as in the tables of readers. */
  readonly entry: string;
  /** Whether it is in a JSON document, where the account must have no additional members. */
  readonly inDocument?: boolean;
  /** Whether it is in a policy, where a value equals a list with only that value. */
  readonly inPolicy?: boolean;
}

/** Compares the properties in a template with those in the account, which may have more. */
export function compare(expected: Properties, actual: Properties, rules: ComparisonRules = {}): Comparison {
  return compareMaps(expected, actual, { path: '', entry: '' }, rules);
}

function compareValues(expected: unknown, actual: unknown, place: Place, rules: ComparisonRules): Comparison {
  const { notModelled: { [place.entry]: excluded, ...others } = {} } = rules;
  if (excluded !== undefined) {
    const { differences } = compareValues(expected, actual, place, { ...rules, notModelled: others });
    const equal = actual !== undefined && differences.length === 0;
    return {
      equal: 0,
      differences: [],
      notModelled: [{ entry: place.entry, values: countValues(expected), equal }],
    };
  }
  const document = asDocument(expected, actual);
  if (document) {
    const within = { ...place, inDocument: true, inPolicy: isPolicy(document.expected) };
    return compareParts(document.expected, document.actual, within, rules);
  }
  return compareParts(expected, actual, place, rules);
}

function compareParts(expected: unknown, actual: unknown, place: Place, rules: ComparisonRules): Comparison {
  if (isEmpty(expected) && (actual === undefined || isEmpty(actual))) return same(1);
  if (place.inPolicy && Array.isArray(expected) !== Array.isArray(actual) && actual !== undefined) {
    return compareLists([expected].flat(), [actual].flat(), place, rules);
  }
  if (Array.isArray(expected) && Array.isArray(actual)) return compareLists(expected, actual, place, rules);
  if (isMap(expected) && isMap(actual)) return compareMaps(expected, actual, place, rules);
  return sameScalar(expected, actual) ? same(1) : different(place.path, expected, actual);
}

function compareMaps(
  expected: Properties,
  actual: Properties,
  place: Place,
  rules: ComparisonRules,
): Comparison {
  const named = (name: string): Place => ({
    ...place,
    path: join(place.path, name),
    entry: join(place.entry, name),
  });
  const added = place.inDocument ? Object.keys(actual).filter((name) => !(name in expected)) : [];
  return sum([
    ...Object.entries(expected).map(([name, value]) =>
      compareValues(value, actual[name], named(name), rules),
    ),
    ...added.map((name) => different(join(place.path, name), undefined, actual[name])),
  ]);
}

function compareLists(
  expected: readonly unknown[],
  actual: readonly unknown[],
  place: Place,
  rules: ComparisonRules,
): Comparison {
  const at = (index: number): Place => ({
    ...place,
    path: `${place.path}[${label(expected[index], index)}]`,
  });
  const compareMembers = (index: number, actualIndex: number) =>
    compareValues(expected[index], actual[actualIndex], at(index), rules);
  const ordered = rules.orderedLists?.includes(place.entry) ?? false;
  const open = place.entry === 'Tags' || (rules.openLists?.includes(place.entry) ?? false);
  const pairs = ordered
    ? expected.map((_, index) => (index < actual.length ? index : undefined))
    : pairMembers(expected.length, actual.length, compareMembers, (index, actualIndex) => {
        const name = label(expected[index], undefined);
        return name !== undefined && name === label(actual[actualIndex], undefined);
      });
  const added = actual.filter((_, index) => !open && !pairs.includes(index));
  return sum([
    ...pairs.map((actualIndex, index) =>
      actualIndex === undefined
        ? different(at(index).path, expected[index], undefined)
        : compareMembers(index, actualIndex),
    ),
    ...added.map((member) => different(`${place.path}[]`, undefined, member)),
  ]);
}

/** Whether scalars are equal to AWS, like 80 and "80", true and "true", 5 and "5.00". */
function sameScalar(expected: unknown, actual: unknown): boolean {
  if (!isScalar(expected) || !isScalar(actual)) return false;
  const texts = [String(expected), String(actual)] as const;
  if (texts[0] === texts[1]) return true;
  // Only with a decimal point: identifiers of digits, such as account ids, are not numbers.
  const areDecimals =
    texts.every((text) => /^-?\d+(\.\d+)?$/.test(text)) && texts.some((text) => text.includes('.'));
  return areDecimals && Number(texts[0]) === Number(texts[1]);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Label of a list member in a path: its own name, or its index. */
function label<T>(member: unknown, index: T): string | T {
  if (!isMap(member)) return index;
  const name = member.Key ?? member.Name ?? member.Id ?? member.DeviceName ?? member.Sid;
  return typeof name === 'string' ? name : index;
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null || isEmpty(value)) return 1;
  return Object.values(value).reduce<number>((count, member) => count + countValues(member), 0);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function same(equal: number): Comparison {
  return { equal, differences: [], notModelled: [] };
}

function different(path: string, expected: unknown, actual: unknown): Comparison {
  return { equal: 0, differences: [{ path, expected, actual }], notModelled: [] };
}

function sum(parts: readonly Comparison[]): Comparison {
  return {
    equal: parts.reduce((count, { equal }) => count + equal, 0),
    differences: parts.flatMap(({ differences }) => differences),
    notModelled: parts.flatMap(({ notModelled }) => notModelled),
  };
}
