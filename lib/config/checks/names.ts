import { serviceLimits } from '../../catalog';
import { bucketName } from '../bucket-name';
import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { show } from '../show';
import { anyCase, checkUnique, type GivenValue } from './unique';

/** Checks names against AWS rules that involve several settings. */
export function checkNames(config: PlatformConfig): Problem[] {
  const { cluster, identity, network, training } = config;
  return [
    ...checkBucketPrefix(config),
    ...checkUnique(roleNamings(config), { identity: anyCase }),
    ...checkUnique(namings('identity.instanceProfileNames', identity.instanceProfileNames), {
      identity: anyCase,
    }),
    ...checkAccountWideNames(config),
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

/** Bucket names may not start with these: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED_BUCKET_STARTS = ['xn--', 'sthree-', 'amzn-s3-demo-'];

function checkBucketPrefix({ project, region, storage }: PlatformConfig): Problem[] {
  const prefix = storage.bucketPrefix;
  const startOf = (text: string) => RESERVED_BUCKET_STARTS.find((start) => text.startsWith(start));
  if (prefix === undefined) {
    // CloudFormation begins the names of buckets with that of the stack.
    const start = startOf(`${project}-`);
    if (start === undefined) return [];
    const message = `${show(project)} makes names of buckets that start with ${start}, which S3 reserves; choose another, or set storage.bucketPrefix.`;
    return [error('project', message, ['storage.bucketPrefix'])];
  }
  const path = 'storage.bucketPrefix';
  const reserved = startOf(prefix);
  if (reserved) {
    return [error(path, `${show(prefix)} starts with ${reserved}, which S3 reserves; choose another.`, [])];
  }
  const longest = serviceLimits.bucketName.value;
  const excess = bucketName(storage, 'access-logs', '0'.repeat(12), region)!.length - longest;
  if (excess <= 0) return [];
  return [
    error(
      path,
      `${show(prefix)} makes names longer than ${longest} characters in ${region}; use at most ${prefix.length - excess}.`,
      ['region', 'storage.regionInBucketNames'],
    ),
  ];
}

/**
 * A name of IAM exists once in an account, in all of its regions together. The second region would fail to deploy. The
 * lesson keeps its names, and is for one region.
 */
function checkAccountWideNames(config: PlatformConfig): Problem[] {
  if (config.historical) return [];
  const givings = [
    ...roleNamings(config),
    ...namings('identity.instanceProfileNames', config.identity.instanceProfileNames),
  ];
  return givings.flatMap(([path, name]) =>
    name === undefined || anyCase(String(name)).includes(config.region)
      ? []
      : [
          error(
            path,
            `${show(name)} could exist in one region of the account only; add ${config.region} to it, or remove it for a generated name.`,
            ['region', 'historical'],
          ),
        ],
  );
}
