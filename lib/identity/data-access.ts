import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** The buckets of the platform and the key that encrypts them. */
export interface DataStores {
  readonly key: kms.IKey;
  readonly datasets: s3.IBucket;
  readonly models: s3.IBucket;
  readonly artifacts: s3.IBucket;
}

/** What a role may do with objects. */
export type ObjectAccess = 'read' | 'write' | 'delete';

const OBJECT_ACTIONS: Record<ObjectAccess, string[]> = {
  read: ['s3:GetObject'],
  write: ['s3:PutObject', 's3:AbortMultipartUpload'],
  delete: ['s3:DeleteObject'],
};

/**
 * Lets a role work with the objects of buckets, and use the key for it.
 *
 * The statements go into the role's own policy. `bucket.grantRead(role)` would also write the role into the key's
 * policy, and Storage would depend on Identity, which depends on Storage.
 *
 * @param keyConditions - When the key may be used. Default: always.
 */
export function allowBuckets(
  role: iam.Role,
  buckets: readonly s3.IBucket[],
  key: kms.IKey,
  access: readonly ObjectAccess[],
  keyConditions?: iam.Conditions,
): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'ListBuckets',
      actions: ['s3:ListBucket', 's3:GetBucketLocation'],
      resources: buckets.map(({ bucketArn }) => bucketArn),
    }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'UseObjects',
      actions: access.flatMap((kind) => OBJECT_ACTIONS[kind]),
      resources: buckets.map((bucket) => bucket.arnForObjects('*')),
    }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'UseDataKey',
      actions: ['kms:Decrypt', ...(access.includes('write') ? ['kms:GenerateDataKey'] : [])],
      resources: [key.keyArn],
      conditions: keyConditions,
    }),
  );
  for (const { node } of buckets) {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<storage.${node.id}.Arn>/*]`,
      reason: `Jobs name their own objects: the right is for every object of the ${node.id} bucket, and for no other bucket.`,
    });
  }
}
