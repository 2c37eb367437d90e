import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { show } from '../show';
import { anyCase, checkUnique, type GivenValue } from './unique';

/** Checks names against AWS rules that involve several settings, and the tags that the platform relies on. */
export function checkNames(config: PlatformConfig): Problem[] {
  const { cluster, identity, network, training } = config;
  return [
    ...checkBucketPrefix(config.storage.bucketPrefix),
    ...checkUnique(roleNamings(config), { identity: anyCase }),
    ...checkUnique(namings('identity.instanceProfileNames', identity.instanceProfileNames), {
      identity: anyCase,
    }),
    ...checkUnique(namings('network.securityGroupNames', network.securityGroupNames)),
    ...checkUnique(
      Object.entries(cluster.nodeGroups).map(([key, { name }]) => [`cluster.nodeGroups.${key}.name`, name]),
    ),
    ...checkUnique(
      Object.entries(training.fleets).map(([key, { groupName }]) => [
        `training.fleets.${key}.groupName`,
        groupName,
      ]),
    ),
    ...checkLogGroups(config),
    ...checkTags(config.tags),
    ...checkLifecycle(config.storage.datasets),
  ];
}

function namings(path: string, names: Partial<Record<string, string>>): GivenValue[] {
  return Object.entries(names).map(([key, name]) => [`${path}.${key}`, name]);
}

/** Role names from the configuration. */
export function roleNamings({ identity, network }: PlatformConfig): GivenValue[] {
  return [
    ...namings('identity.roleNames', identity.roleNames),
    ['network.flowLogs.roleName', network.flowLogs.roleName],
  ];
}

/** The name of the EKS log group is fixed. */
function checkLogGroups({ cluster, network }: PlatformConfig): Problem[] {
  return checkUnique([
    ['cluster.name', `/aws/eks/${cluster.name}/cluster`],
    ['network.flowLogs.logGroupName', network.flowLogs.logGroupName],
  ]);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkBucketPrefix(prefix: string | undefined): Problem[] {
  const reserved = ['xn--', 'sthree-', 'amzn-s3-demo-'].find((start) => prefix?.startsWith(start));
  return reserved
    ? [
        error(
          'storage.bucketPrefix',
          `${show(prefix)} starts with ${reserved}, which S3 reserves; choose another.`,
          [],
        ),
      ]
    : [];
}

/** Tags that the platform sets on its own resources. */
const OWN_TAGS = ['Environment', 'ManagedBy', 'Name'];

function checkTags(tags: Record<string, string>): Problem[] {
  const own = new Map(OWN_TAGS.map((key) => [key.toLowerCase(), key]));
  const keys = Object.keys(tags);
  const isOwn = (key: string) => own.has(key.toLowerCase());
  return [
    ...['Project', 'CostCenter']
      .filter((key) => !tags[key])
      .map((key) =>
        error(`tags.${key}`, 'is missing; the budget and the permissions rely on it: give it a value.', []),
      ),
    ...keys
      .filter(isOwn)
      .map((key) =>
        error(`tags.${key}`, `is set by the platform as ${own.get(key.toLowerCase())}; remove it.`, []),
      ),
    // IAM refuses a role with both Team and team.
    ...checkUnique(
      keys.filter((key) => !isOwn(key)).map((key) => [`tags.${key}`, key]),
      { identity: anyCase, noun: 'key' },
    ),
  ];
}

/** S3 refuses a second transition less than 30 days after one to Standard-IA. */
function checkLifecycle(datasets: PlatformConfig['storage']['datasets']): Problem[] {
  const earliest = datasets.infrequentAccessAfterDays + 30;
  if (datasets.glacierAfterDays >= earliest) return [];
  return [
    error(
      'storage.datasets.glacierAfterDays',
      `${datasets.glacierAfterDays} is too early; S3 keeps an object 30 days in Standard-IA: use ${earliest} or more.`,
      ['storage.datasets.infrequentAccessAfterDays'],
    ),
  ];
}
