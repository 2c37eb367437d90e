import type { Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { gcpMachineTypePrices, instanceTypePrices } from './catalog';
import type { AuditedChecks } from './compliance/audited-checks';
import type { PlatformConfig } from './config';
import { largestPodColumns, largestPods } from './config/scheduling/largest-pods';
import { monthlyTotal } from './cost/cost-item';
import { estimate, type Estimate } from './cost/estimate';
import { costAtRest } from './cost/google-cost-at-rest';
import type { Platform } from './platform';
import { countResources } from './stack-limits';
import { leftColumns, rightColumns, type Row } from './table/table';
import { textTable } from './table/text-table';
import { Template, type TemplateJson } from './template/template';

/** A synthesized platform. */
export interface SynthesizedPlatform {
  readonly platform: Pick<Platform, 'stacks' | 'gcp'>;
  readonly config: Pick<PlatformConfig, 'cluster' | 'gcp' | 'network' | 'region'>;
  readonly checks: AuditedChecks;
  /** The result of the synthesis, with the templates that are priced. */
  readonly assembly: CloudAssembly;
}

/** The last heading says where the prices are not those of the deployed region. */
const columns = (isPriced: boolean) => [
  ...leftColumns('stack'),
  ...rightColumns('resources'),
  ...leftColumns('findings'),
  ...rightColumns(isPriced ? '$ a month' : `$ a month in ${instanceTypePrices.region}`),
];

/**
 * Summary table of a synthesized platform: one line for each stack, `aws` for their sum, `gcp` for the companion, and
 * `all`.
 *
 * Costs are list prices without usage charges: of a stack at its mean size, and of the companion at rest, with its VMs
 * stopped. The compliance rules do not cover the companion.
 *
 * Below it are the requests of the largest pod of each node group.
 *
 * @returns Lines of text. Prices of another region are marked in the heading and in a line below. Resources without a
 * known price follow, one per line.
 */
export function summary({ platform, config, checks, assembly }: SynthesizedPlatform): string {
  const stacks = platform.stacks.map((stack) => ({ stack, ...stackEstimate(assembly, stack) }));
  const aws = monthlyTotal(stacks.flatMap(({ items }) => items));
  const gcp = monthlyTotal(costAtRest(config.gcp));
  const rows = stacks.map(({ stack, items }): Row => {
    const { found, acknowledged } = checks.count(stack);
    return [
      stack.stackName,
      String(countResources(stack)),
      `${found - acknowledged} (${acknowledged} acknowledged)`,
      dollars(monthlyTotal(items)),
    ];
  });
  const foreign = foreignPrices(config);
  const pods = [
    '',
    'The largest pod of each node group, which npm run fits explains:',
    textTable(largestPodColumns, largestPods(config)),
  ];
  return [
    textTable(columns(foreign.every(({ cloud }) => cloud !== 'AWS')), [
      ...rows,
      ['aws', '', '', dollars(aws)],
      ['gcp', String(countBlocks(platform.gcp.configuration)), '-', dollars(gcp)],
      ['all', '', '', dollars(aws + gcp)],
    ]),
    ...foreign.map(
      ({ cloud, prices, region }) =>
        `The ${cloud} prices are those of ${prices}, and not of ${region}, where they may differ.`,
    ),
    ...stacks.flatMap(({ stack, unpriced }) =>
      unpriced.map(
        ({ logicalId, type, reason }) =>
          `not in the estimate: ${stack.stackName}/${logicalId} (${type}): ${reason}`,
      ),
    ),
    ...pods,
  ].join('\n');
}

/** The clouds whose prices in the catalog are those of another region than the deployed one. */
function foreignPrices({ region, gcp }: SynthesizedPlatform['config']) {
  return [
    { cloud: 'AWS', prices: instanceTypePrices.region, region },
    { cloud: 'Google Cloud', prices: gcpMachineTypePrices.region, region: gcp.region },
  ].filter((each) => each.prices !== each.region);
}

function stackEstimate(assembly: CloudAssembly, stack: Stack): Estimate {
  return estimate(new Template(assembly.getStackArtifact(stack.artifactId).template as TemplateJson));
}

/** Number of resource blocks in a Terraform document. */
function countBlocks(document: string): number {
  const { resource = {} } = JSON.parse(document) as { resource?: Record<string, object> };
  return Object.values(resource).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
}

function dollars(amount: number): string {
  return amount.toFixed(2);
}
