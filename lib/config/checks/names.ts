import { OWNER_TAG } from '../../contract/instance-owner';
import { bucketName } from '../bucket-name';
import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { show } from '../show';
import { anyCase, checkUnique, type GivenValue } from './unique';

/** Checks names against AWS rules that involve several settings, and the tags that the platform relies on. */
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
    ...checkTags(config),
    ...checkInstanceTags(config),
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
const LONGEST_BUCKET_NAME = 63;

function checkBucketPrefix({ region, storage }: PlatformConfig): Problem[] {
  const prefix = storage.bucketPrefix;
  if (prefix === undefined) return [];
  const path = 'storage.bucketPrefix';
  const reserved = ['xn--', 'sthree-', 'amzn-s3-demo-'].find((start) => prefix.startsWith(start));
  if (reserved) {
    return [error(path, `${show(prefix)} starts with ${reserved}, which S3 reserves; choose another.`, [])];
  }
  const excess = bucketName(storage, 'access-logs', '0'.repeat(12), region)!.length - LONGEST_BUCKET_NAME;
  if (excess <= 0) return [];
  return [
    error(
      path,
      `${show(prefix)} makes names longer than ${LONGEST_BUCKET_NAME} characters in ${region}; use at most ${prefix.length - excess}.`,
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

function checkTags({ tagKeys, tags }: PlatformConfig): Problem[] {
  const own = new Map([tagKeys.environment, tagKeys.managedBy, 'Name'].map((key) => [anyCase(key), key]));
  const keys = Object.keys(tags);
  const isOwn = (key: string) => own.has(anyCase(key));
  return [
    // IAM refuses a role that has both Team and team.
    ...checkUnique([['Name', 'Name'], ...namings('tagKeys', tagKeys)], { identity: anyCase, noun: 'key' }),
    ...[tagKeys.project, tagKeys.costCenter]
      .filter((key) => !tags[key])
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

/** Keys that functions of the platform, EKS and its controllers act upon. */
function checkReserved(path: string, key: string): Problem[] {
  const start = [OWNER_TAG, 'kubernetes.io/', 'k8s.io/'].find((each) => anyCase(key).startsWith(each));
  if (start === undefined) return [];
  return [
    error(path, `${show(key)} starts with ${start}, which the platform and EKS set; choose another.`, []),
  ];
}

/** A tag of an instance or node replaces that of the platform, and with it the rights and the costs that follow it. */
function checkInstanceTags(config: PlatformConfig): Problem[] {
  const { cluster, tagKeys, training } = config;
  const { costCenter, environment, managedBy, project } = tagKeys;
  const own = new Map([costCenter, environment, managedBy, project].map((key) => [anyCase(key), key]));
  const groups: Readonly<Record<string, Readonly<Record<string, { tags: Record<string, string> }>>>> = {
    'training.workstations': training.workstations,
    'cluster.nodeGroups': cluster.nodeGroups,
  };
  return Object.entries(groups).flatMap(([path, entries]) =>
    Object.entries(entries).flatMap(([name, { tags }]) =>
      Object.keys(tags)
        .filter((key) => own.has(anyCase(key)))
        .map((key) =>
          error(
            `${path}.${name}.tags.${key}`,
            `replaces ${own.get(anyCase(key))}, by which the platform grants rights and counts costs; remove it.`,
            ['tagKeys'],
          ),
        ),
    ),
  );
}
