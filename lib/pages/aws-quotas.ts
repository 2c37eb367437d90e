import { allQuotas, type Quota } from '../catalog';
import { markdownTable } from '../table/markdown-table';
import { leftColumns, rightColumns } from '../table/table';
import type { Template } from '../template/template';
import { quotasAtLargest } from '../quotas/quotas-at-largest';

/** An environment after its synthesis. */
export interface SynthesizedEnvironment {
  readonly name: string;
  readonly region: string;
  readonly templates: readonly Template[];
}

/** The page docs/aws-quotas.md: the quotas that each environment needs, and commands that request them. */
export function quotaPage(environments: readonly SynthesizedEnvironment[]): string {
  const needed = environments.map((environment) => ({
    ...environment,
    quotas: quotasAtLargest(environment.templates),
  }));
  const listed = allQuotas.filter((quota) => needed.some(({ quotas }) => quotas.has(quota)));
  return [
    '<!-- Generated from lib/catalog and the environments by `npm run docs`. Change those, not this file. -->',
    '',
    '# Quotas on AWS',
    '',
    'Each environment at its largest size: every workstation runs, and every fleet, node group and container capacity is full. EC2 quotas of instances count vCPUs. All quotas are of one account and region, so add what else runs there.',
    '',
    ...markdownTable(
      [...leftColumns('Quota', 'Code'), ...rightColumns('New account', ...needed.map(({ name }) => name))],
      listed.map((quota) => [
        quota.name,
        `\`${quota.service}\` \`${quota.code}\``,
        `${quota.initial}`,
        ...needed.map(({ quotas }) => `${quotas.get(quota) ?? '–'}`),
      ]),
    ),
    '',
    'A fleet with `onDemandFallbackMinutes` can buy all its instances on demand, and then needs the On-Demand quota of its family, too. Capacity Blocks have quotas of their own.',
    '',
    '## Compare with your account',
    '',
    '```sh',
    'aws service-quotas get-service-quota --service-code ec2 --quota-code CODE --query Quota.Value',
    '```',
    '',
    '## Ask for an increase',
    '',
    'The quotas that a new account does not have. An increase takes from minutes to days.',
    '',
    ...needed.flatMap(({ name, region, quotas }) => [`### ${name}`, '', ...increases(quotas, region), '']),
    '## Sources',
    '',
    ...[...new Set(listed.map(({ source }) => source))].map((source) => `- ${source}`),
    '',
  ].join('\n');
}

/** Commands that request the quotas that a new account lacks. */
function increases(needed: ReadonlyMap<Quota, number>, region: string): string[] {
  const commands = [...needed]
    .filter(([{ initial }, amount]) => amount > initial)
    .map(
      ([{ service, code }, amount]) =>
        `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${code} --desired-value ${amount}`,
    );
  return commands.length === 0 ? ['A new account has enough.'] : ['```sh', ...commands, '```'];
}
