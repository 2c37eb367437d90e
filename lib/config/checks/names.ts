import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';

/** Checks names against rules of AWS that no single setting can be held against, and the tags the platform relies on. */
export function checkNames(config: PlatformConfig): Problem[] {
  return [
    ...checkBucketPrefix(config.storage.bucketPrefix),
    ...checkUnique('identity.roleNames', config.identity.roleNames),
    ...checkUnique('identity.instanceProfileNames', config.identity.instanceProfileNames),
    ...checkUnique('network.securityGroupNames', config.network.securityGroupNames),
    ...checkTags(config.tags),
    ...checkLifecycle(config.storage.datasets),
  ];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkBucketPrefix(prefix: string | undefined): Problem[] {
  const reserved = ['xn--', 'sthree-', 'amzn-s3-demo-'].find((start) => prefix?.startsWith(start));
  return reserved
    ? [
        error(
          'storage.bucketPrefix',
          `"${prefix}" starts with ${reserved}, which S3 reserves; choose another.`,
        ),
      ]
    : [];
}

function checkUnique(path: string, names: Partial<Record<string, string>>): Problem[] {
  const entries = Object.entries(names);
  return entries.flatMap(([key, name], index) => {
    const first = entries.findIndex(([, other]) => other === name);
    return first < index
      ? [error(`${path}.${key}`, `"${name}" is also the name of ${entries[first]![0]}; choose another.`)]
      : [];
  });
}

function checkTags(tags: Record<string, string>): Problem[] {
  return [
    ...['Project', 'CostCenter']
      .filter((key) => !tags[key])
      .map((key) =>
        error(`tags.${key}`, 'is missing; the budget and the permissions rely on it: give it a value.'),
      ),
    ...['Environment', 'ManagedBy']
      .filter((key) => Object.hasOwn(tags, key))
      .map((key) => error(`tags.${key}`, 'is set by the platform; remove it.')),
  ];
}

/** S3 refuses a second transition that comes less than 30 days after one to Standard-IA. */
function checkLifecycle(datasets: PlatformConfig['storage']['datasets']): Problem[] {
  const earliest = datasets.infrequentAccessAfterDays + 30;
  if (datasets.glacierAfterDays >= earliest) return [];
  return [
    error(
      'storage.datasets.glacierAfterDays',
      `${datasets.glacierAfterDays} is too early; S3 keeps an object 30 days in Standard-IA: use ${earliest} or more.`,
    ),
  ];
}
