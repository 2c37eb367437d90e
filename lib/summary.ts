import { CfnResource, type Stack } from 'aws-cdk-lib';
import type { AuditedChecks } from './compliance/audited-checks';
import { monthlyCost } from './cost/cost';

interface Row {
  readonly stack: string;
  readonly resources: string;
  readonly findings: string;
  readonly cost: string;
}

/**
 * What a synthesized platform consists of: a table with a line a stack.
 *
 * @returns Lines of text. Costs are list prices of what runs on average, without what is paid by use.
 */
export function summary(stacks: readonly Stack[], checks: AuditedChecks): string {
  const rows = stacks.map((stack): Row => {
    const { found, acknowledged } = checks.count(stack);
    return {
      stack: stack.stackName,
      resources: String(countResources(stack)),
      findings: `${found - acknowledged} (${acknowledged} acknowledged)`,
      cost: dollars(monthlyCost(stack)),
    };
  });
  const total = stacks.reduce((sum, stack) => sum + monthlyCost(stack), 0);
  return table([
    { stack: 'stack', resources: 'resources', findings: 'findings', cost: '$ a month' },
    ...rows,
    { stack: 'all', resources: '', findings: '', cost: dollars(total) },
  ]);
}

/** Resources in the template of a stack, before aspects and synthesis add any. */
export function countResources(stack: Stack): number {
  return stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).length;
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}

function table(rows: readonly Row[]): string {
  const width = (column: keyof Row) => Math.max(...rows.map((row) => row[column].length));
  const [stack, resources, findings, cost] = [
    width('stack'),
    width('resources'),
    width('findings'),
    width('cost'),
  ];
  return rows
    .map(
      (row) =>
        `${row.stack.padEnd(stack)}  ${row.resources.padStart(resources)}  ${row.findings.padEnd(findings)}  ${row.cost.padStart(cost)}`,
    )
    .join('\n');
}
