import { CfnResource, type Stack } from 'aws-cdk-lib';
import type { AuditedChecks } from './compliance/audited-checks';
import { monthlyCost } from './cost/cost';
import { leftColumns, rightColumns, type Row } from './table/table';
import { textTable } from './table/text-table';

const columns = [
  ...leftColumns('stack'),
  ...rightColumns('resources'),
  ...leftColumns('findings'),
  ...rightColumns('$ a month'),
];

/**
 * What a synthesized platform consists of: a table with a line a stack.
 *
 * @returns Lines of text. Costs are list prices of what runs on average, without what is paid by use.
 */
export function summary(stacks: readonly Stack[], checks: AuditedChecks): string {
  const rows = stacks.map((stack): Row => {
    const { found, acknowledged } = checks.count(stack);
    return [
      stack.stackName,
      String(countResources(stack)),
      `${found - acknowledged} (${acknowledged} acknowledged)`,
      dollars(monthlyCost(stack)),
    ];
  });
  const total = stacks.reduce((sum, stack) => sum + monthlyCost(stack), 0);
  return textTable(columns, [...rows, ['all', '', '', dollars(total)]]);
}

/** Resources in the template of a stack, before aspects and synthesis add any. */
export function countResources(stack: Stack): number {
  return stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).length;
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}
