import { serviceLimits } from '../../catalog';
import { OWNER_TAG } from '../../contract/instance-owner';
import { gpuShares } from '../add-ons';
import { platformTags } from '../platform-tags';
import { error, type Problem } from '../problem';
import { nodeGroupTags, TEMPLATE_TAG_PREFIX } from '../scheduling/group-node';
import type { PlatformConfig } from '../schema/platform';
import { show } from '../show';
import { checkLimit } from './limit';
import { anyCase, checkUnique, type GivenValue } from './unique';

/**
 * Tags that a subnet has besides those of everything: Name, two of the CDK, and three by which EKS and load balancers
 * find it. No resource has more of its own, and an instance of a node group as many, of which EKS adds five.
 */
const SUBNET_TAGS = 6;

/** Tags that EKS gives the Auto Scaling group of a node group. */
const EKS_TAGS = ['eks:cluster-name', 'eks:nodegroup-name'];

/** Checks the tags that the platform relies on, and that no resource has more than AWS takes. */
export function checkTags(config: PlatformConfig): Problem[] {
  return [...checkCommonTags(config), ...checkInstanceTags(config), ...checkNumbers(config)];
}

function namings(path: string, names: Partial<Record<string, string>>): GivenValue[] {
  return Object.entries(names).map(([key, name]) => [`${path}.${key}`, name]);
}

function checkCommonTags({ tagKeys, tags }: PlatformConfig): Problem[] {
  const own = new Map([tagKeys.environment, tagKeys.managedBy, 'Name'].map((key) => [anyCase(key), key]));
  const keys = Object.keys(tags);
  const isOwn = (key: string) => own.has(anyCase(key));
  return [
    // IAM refuses a role that has both Team and team.
    ...checkUnique([['Name', 'Name'], ...namings('tagKeys', tagKeys)], { identity: anyCase, noun: 'key' }),
    ...[tagKeys.project, tagKeys.costCenter]
      .filter((key) => !Object.hasOwn(tags, key) || tags[key] === '')
      .map((key) =>
        error(
          `tags.${key}`,
          'is missing; the budget and the permissions rely on it: give it a value, or name the tag that you use in tagKeys.',
          ['tagKeys'],
        ),
      ),
    ...keys
      .filter(isOwn)
      .map((key) =>
        error(`tags.${key}`, `is set by the platform as ${own.get(anyCase(key))}; remove it.`, ['tagKeys']),
      ),
    ...Object.entries(tagKeys).flatMap(([name, key]) => checkReserved(`tagKeys.${name}`, key)),
    ...keys.flatMap((key) => checkReserved(`tags.${key}`, key)),
    // IAM refuses a role with both Team and team.
    ...checkUnique(
      keys.filter((key) => !isOwn(key)).map((key) => [`tags.${key}`, key]),
      { identity: anyCase, noun: 'key' },
    ),
  ];
}

/** Start of the tag by which the load balancer controller knows, and may change, what it made. */
const LOAD_BALANCER_TAG = 'elbv2.k8s.aws/';

/** Keys that functions of the platform, EKS and its controllers act upon. */
function checkReserved(path: string, key: string, allowed: readonly string[] = []): Problem[] {
  const start = [OWNER_TAG, 'kubernetes.io/', 'k8s.io/', LOAD_BALANCER_TAG, ...EKS_TAGS].find((each) =>
    anyCase(key).startsWith(each),
  );
  if (start === undefined || allowed.some((each) => key.startsWith(each))) return [];
  return [
    error(path, `${show(key)} starts with ${start}, which the platform and EKS set; choose another.`, []),
  ];
}

/** A tag of an instance or node replaces that of the platform, and with it the rights and the costs that follow it. */
function checkInstanceTags({ cluster, tagKeys, training }: PlatformConfig): Problem[] {
  const { costCenter, environment, managedBy, project } = tagKeys;
  const own = new Map([costCenter, environment, managedBy, project].map((key) => [anyCase(key), key]));
  const check = (path: string, tags: object, allowed: readonly string[]) =>
    Object.keys(tags).flatMap((key) => {
      const at = `${path}.tags.${key}`;
      if (!own.has(anyCase(key))) return checkReserved(at, key, allowed);
      const message = `replaces ${own.get(anyCase(key))}, by which the platform grants rights and counts costs; remove it.`;
      return [error(at, message, ['tagKeys'])];
    });
  return [
    ...Object.entries(training.workstations).flatMap(([name, { tags }]) =>
      check(`training.workstations.${name}`, tags, []),
    ),
    ...Object.entries(cluster.nodeGroups).flatMap(([name, { tags }]) =>
      check(`cluster.nodeGroups.${name}`, tags, [TEMPLATE_TAG_PREFIX]),
    ),
  ];
}

function checkNumbers(config: PlatformConfig): Problem[] {
  const { cluster, training } = config;
  const common = Object.keys(platformTags(config));
  const most = Math.max(
    0,
    serviceLimits.tags.value - SUBNET_TAGS - (common.length - Object.keys(config.tags).length),
  );
  const check = (path: string, keys: readonly string[], fix: string) =>
    checkLimit(path, new Set(keys).size, serviceLimits.tags, fix, ['tags', 'tagKeys']);
  const problems = checkLimit(
    'tags',
    common.length + SUBNET_TAGS,
    serviceLimits.tags,
    `use at most ${most}: the platform adds ${serviceLimits.tags.value - most} to subnets and nodes`,
    ['tagKeys'],
  );
  if (problems.length > 0) return problems;
  const few = 'remove some here or in tags: both are added up, with those of the platform';
  return [
    ...Object.entries(training.workstations).flatMap(([name, { tags }]) =>
      check(`training.workstations.${name}.tags`, [...common, 'Name', OWNER_TAG, ...Object.keys(tags)], few),
    ),
    ...Object.entries(cluster.nodeGroups).flatMap(([name, group]) =>
      check(
        `cluster.nodeGroups.${name}.tags`,
        [...common, ...Object.keys(nodeGroupTags(group, cluster.name, gpuShares(cluster, name)))],
        few,
      ),
    ),
  ];
}
