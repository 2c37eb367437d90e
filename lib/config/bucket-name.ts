import type { StorageConfig } from './schema/platform';

/** Purpose of a bucket, which is part of its name. */
export type BucketPart = 'datasets' | 'models' | 'artifacts' | 'access-logs';

/**
 * The name of a bucket, or nothing where CloudFormation generates it. Names of buckets are global.
 *
 * @param account - Account id, or a placeholder for it.
 */
export function bucketName(
  { bucketPrefix, regionInBucketNames }: StorageConfig,
  part: BucketPart,
  account: string,
  region: string,
): string | undefined {
  if (bucketPrefix === undefined) return undefined;
  return [bucketPrefix, part, account, ...(regionInBucketNames ? [region] : [])].join('-');
}
