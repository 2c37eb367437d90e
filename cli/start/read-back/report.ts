import { leftColumns, rightColumns } from '../../../lib/table/table';
import { textTable } from '../../../lib/table/text-table';
import type { Difference, Exclusion, ReadBackReport } from './report-model';

/** Maximum characters of a value in a line. */
const SHOWN = 160;

/** Lists the problems, one per line: differences, and exclusions that are not needed. */
export function problems({ stacks, exclusions }: ReadBackReport): string[] {
  const stale = exclusions.filter((exclusion) => exclusion.stale);
  return [
    ...stale.map(({ type, path }) => `${type} ${path} is modelled now: remove it from the table notModelled`),
    ...stacks.flatMap((stack) => stack.differences).map(differenceLine),
  ];
}

/** Formats a read-back: a line for each stack, the exclusions with their reasons, and every difference. */
export function readBackReport(report: ReadBackReport): string {
  const { stacks, exclusions } = report;
  const found = problems(report);
  return [
    stackTable(stacks),
    '',
    `not modelled: ${stacks.reduce((sum, { notModelled }) => sum + notModelled, 0)}`,
    ...exclusionLines(exclusions.filter((exclusion) => !exclusion.stale)),
    `differences: ${found.length}`,
    ...found.map((line) => `  ${line}`),
  ].join('\n');
}

function stackTable(stacks: ReadBackReport['stacks']): string {
  const columns = [
    ...leftColumns('stack'),
    ...rightColumns('resources', 'properties equal', 'not modelled', 'differences'),
  ];
  return textTable(
    columns,
    stacks.map(({ stackName, resources, equal, notModelled, differences }) => [
      stackName,
      ...[resources, equal, notModelled, differences.length].map(String),
    ]),
  );
}

/** Exclusions with the same reason share a line. */
function exclusionLines(exclusions: readonly Exclusion[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { type, path, reason, values } of exclusions) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), `${type} ${path} (${values})`]);
  }
  return [...byReason].map(([reason, members]) => `  ${members.join(', ')}: ${reason}`);
}

function differenceLine({ stackName, logicalId, type, path, expected, actual }: Difference): string {
  const place = `${stackName}/${logicalId} (${type})${path === '' ? '' : ` ${path}`}`;
  const from = firstDifference(expected, actual);
  return `${place}: expected ${shown(expected, from)}, account has ${shown(actual, from)}`;
}

/** Index from which long texts are shown, so that the line contains the difference. */
function firstDifference(expected: unknown, actual: unknown): number {
  if (typeof expected !== 'string' || typeof actual !== 'string' || expected.length <= SHOWN) return 0;
  const index = [...expected].findIndex((character, at) => character !== actual[at]);
  return Math.max(0, index - SHOWN / 4);
}

function shown(value: unknown, from: number): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(from)) : JSON.stringify(value);
  const start = from > 0 ? '…' : '';
  return text.length > SHOWN ? `${start}${text.slice(0, SHOWN)}…` : `${start}${text}`;
}
