import { CfnOutput, CfnResource, type Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { IConstruct } from 'constructs';
import { serviceLimits, type ServiceLimit } from './catalog';
import { error, type Problem } from './config/problem';
import type { Platform } from './platform';

type Platforms = Pick<Platform, 'stacks'>;

/** Maps of the configuration by the construct that holds one child for each entry. */
const MAPS: Readonly<Record<string, string>> = {
  Workstations: 'training.workstations',
  Fleets: 'training.fleets',
  NodeGroups: 'cluster.nodeGroups',
  Identities: 'cluster.serviceAccounts',
  Services: 'inference.services',
};

/** Checks the number of resources of every stack, before the synthesis. */
export function checkResources({ stacks }: Platforms): Problem[] {
  return stacks.flatMap((stack) =>
    checkStack(stack, serviceLimits.stackResources, countResources(stack), countResources),
  );
}

/** Checks the outputs and the size of every template. References between stacks add outputs during the synthesis. */
export function checkTemplates({ stacks }: Platforms, assembly: CloudAssembly): Problem[] {
  return stacks.flatMap((stack) => {
    const artifact = assembly.getStackArtifact(stack.artifactId);
    const template = artifact.template as { Outputs?: object; Resources?: Record<string, unknown> };
    const bytes = Buffer.byteLength(JSON.stringify(template, undefined, 1));
    return [
      ...checkStack(
        stack,
        serviceLimits.stackOutputs,
        Object.keys(template.Outputs ?? {}).length,
        countOutputs,
      ),
      ...checkStack(stack, serviceLimits.templateBytes, bytes, (scope) =>
        countBytes(stack, scope, template.Resources ?? {}),
      ),
    ];
  });
}

/** Number of resources in a scope, before aspects and synthesis add any. */
export function countResources(scope: IConstruct): number {
  return scope.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).length;
}

function countOutputs(scope: IConstruct): number {
  return scope.node.findAll().filter((construct) => construct instanceof CfnOutput).length;
}

/** Bytes of the resources in a scope, as they are in the template. */
function countBytes(stack: Stack, scope: IConstruct, resources: Readonly<Record<string, unknown>>): number {
  const ids = scope.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .map(({ logicalId }) => String(stack.resolve(logicalId)));
  return ids.reduce(
    (sum, id) => sum + Buffer.byteLength(JSON.stringify(resources[id] ?? '', undefined, 1)),
    0,
  );
}

/**
 * The problem of a stack beyond a limit, at the map of the configuration that contributes most.
 *
 * @param amount - Of the whole stack.
 * @param count - The part of one scope.
 */
function checkStack(
  stack: Stack,
  limit: ServiceLimit,
  amount: number,
  count: (scope: IConstruct) => number,
): Problem[] {
  if (amount <= limit.value) return [];
  const what =
    limit === serviceLimits.templateBytes
      ? `a template of ${amount} bytes`
      : `${amount} ${limit.what.replace(' of a stack', '')}`;
  const subject = `stack ${stack.stackName} would have ${what}, and ${limit.service} takes ${limit.value}`;
  const [largest] = stack.node.children
    .flatMap((scope) => {
      const path = MAPS[scope.node.id];
      const entries = scope.node.children.length;
      return path === undefined || entries === 0 ? [] : [{ path, entries, share: count(scope) }];
    })
    .toSorted((one, other) => other.share - one.share);
  const each = largest ? largest.share / largest.entries : 0;
  const fitting = largest && each > 0 ? Math.floor((limit.value - (amount - largest.share)) / each) : -1;
  // Without any of these entries it would still be too much.
  if (!largest || fitting < 0) {
    return [
      error(
        stack.node.id.toLowerCase(),
        `${subject}; move some of its entries to an environment of their own.`,
      ),
    ];
  }
  return [
    error(
      largest.path,
      `has ${largest.entries} entries, and about ${fitting} fit: ${subject}; move the others to an environment of their own.`,
    ),
  ];
}
