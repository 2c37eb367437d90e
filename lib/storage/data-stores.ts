import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { CANDIDATES_PREFIX, RELEASES_PREFIX, releasesOf } from '../contract/model-release';

/** Name of a data bucket. */
export type DataBucketName = 'datasets' | 'models' | 'artifacts';

/** The data buckets by name. */
export type DataBuckets = Readonly<Record<DataBucketName, s3.IBucket>>;

export interface DataStoresProps extends DataBuckets {
  /** Encrypts the objects of the buckets. */
  readonly key: kms.IKey;
}

type ObjectAccess = 'read' | 'write' | 'delete';

/**
 * A role that writes also copies. The AWS CLI copies an object above 8 MB in parts, and carries its tags over by calls of
 * their own: without the actions for tags such a copy is refused, even if the object has no tags. To resume an upload, a
 * client lists its parts.
 *
 * https://docs.aws.amazon.com/cli/latest/reference/s3/cp.html (--copy-props),
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions, 2026-11
 */
const OBJECT_ACTIONS: Record<ObjectAccess, string[]> = {
  read: ['s3:GetObject'],
  write: [
    's3:PutObject',
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
    's3:GetObjectTagging',
    's3:PutObjectTagging',
  ],
  delete: ['s3:DeleteObject'],
};

/**
 * The data buckets and their key, with grants on them.
 *
 * A grant adds statements to the policy of the role. `bucket.grantRead(role)` would also add the role to the policy of
 * the key, and Storage would depend on Identity, which depends on Storage. A role can have one grant, for all of its
 * buckets.
 */
export class DataStores implements DataBuckets {
  readonly key: kms.IKey;
  readonly datasets: s3.IBucket;
  readonly models: s3.IBucket;
  readonly artifacts: s3.IBucket;

  constructor({ key, datasets, models, artifacts }: DataStoresProps) {
    this.key = key;
    this.datasets = datasets;
    this.models = models;
    this.artifacts = artifacts;
  }

  /**
   * Lets a role read objects.
   *
   * @param keyConditions - Conditions for the use of the key. Default: none.
   */
  grantRead(role: iam.Role, buckets: readonly DataBucketName[], keyConditions?: iam.Conditions): void {
    this.grant(role, buckets, ['read'], keyConditions);
  }

  /** Lets a role read and write objects. */
  grantReadWrite(role: iam.Role, buckets: readonly DataBucketName[]): void {
    this.grant(role, buckets, ['read', 'write']);
  }

  /** Lets a role read, write and delete objects. */
  grantReadWriteDelete(role: iam.Role, buckets: readonly DataBucketName[]): void {
    this.grant(role, buckets, ['read', 'write', 'delete']);
  }

  /** Lets a role read the objects of every bucket that is named, and write those of some. */
  grantEach(role: iam.Role, access: Readonly<Partial<Record<DataBucketName, 'read' | 'read-write'>>>): void {
    const names = Object.keys(access) as DataBucketName[];
    const written = names.filter((name) => access[name] === 'read-write');
    this.grant(role, names, ['read']);
    if (written.length === 0) return;
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'WriteObjects',
        actions: OBJECT_ACTIONS.write,
        resources: written.map((name) => this[name].arnForObjects('*')),
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'EncryptObjects',
        actions: ['kms:GenerateDataKey'],
        resources: [this.key.keyArn],
      }),
    );
  }

  /**
   * Lets a role read all models, and write candidates for a promotion. Beside another grant, which has the right to use the
   * key.
   */
  grantCandidates(role: iam.Role, access: readonly ('write' | 'delete')[]): void {
    this.listAndRead(role, 'Models', [this.models.arnForObjects('*')]);
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'WriteCandidates',
        actions: access.flatMap((kind) => OBJECT_ACTIONS[kind]),
        resources: [this.models.arnForObjects(`${CANDIDATES_PREFIX}*`)],
      }),
    );
    this.acknowledgeModels(role, '*', 'Jobs start from any model');
    this.acknowledgeModels(role, `${CANDIDATES_PREFIX}*`, 'Jobs name their own candidates');
  }

  /** Lets a role read candidates and releases of models, and write releases. */
  grantPromotion(role: iam.Role): void {
    const places = [CANDIDATES_PREFIX, RELEASES_PREFIX].map((prefix) => `${prefix}*`);
    this.listAndRead(
      role,
      'Models',
      places.map((place) => this.models.arnForObjects(place)),
      // The version that was read is the one that is copied.
      's3:GetObjectVersion',
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'WriteReleases',
        actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
        resources: [this.models.arnForObjects(`${RELEASES_PREFIX}*`)],
      }),
    );
    this.useKey(role, ['kms:Decrypt', 'kms:GenerateDataKey']);
    for (const place of places) this.acknowledgeModels(role, place, 'A promotion names its model');
  }

  /** Lets a role read the releases of one model. */
  grantReleases(role: iam.Role, model: string): void {
    const place = `${releasesOf(model)}*`;
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ListReleases',
        actions: ['s3:ListBucket'],
        resources: [this.models.bucketArn],
        conditions: { StringLike: { 's3:prefix': place } },
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadReleases',
        actions: OBJECT_ACTIONS.read,
        resources: [this.models.arnForObjects(place)],
      }),
    );
    this.useKey(role, ['kms:Decrypt']);
    this.acknowledgeModels(role, place, 'A service goes back to a former release of its model');
  }

  private listAndRead(role: iam.Role, what: string, objects: string[], ...actions: string[]): void {
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: `List${what}`,
        actions: ['s3:ListBucket', 's3:GetBucketLocation'],
        resources: [this.models.bucketArn],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: `Read${what}`,
        actions: [...OBJECT_ACTIONS.read, ...actions],
        resources: objects,
      }),
    );
  }

  private useKey(role: iam.Role, actions: string[], conditions?: iam.Conditions): void {
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'UseDataKey',
        actions,
        resources: [this.key.keyArn],
        conditions,
      }),
    );
  }

  private acknowledgeModels(role: iam.Role, place: string, why: string): void {
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<storage.Models.Arn>/${place}]`,
      reason: `${why}: the right covers ${place === '*' ? 'the objects' : place} of the Models bucket, and no other bucket.`,
    });
  }

  private grant(
    role: iam.Role,
    names: readonly DataBucketName[],
    access: readonly ObjectAccess[],
    keyConditions?: iam.Conditions,
  ): void {
    const buckets = names.map((name) => this[name]);
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
    this.useKey(
      role,
      ['kms:Decrypt', ...(access.includes('write') ? ['kms:GenerateDataKey'] : [])],
      keyConditions,
    );
    for (const { node } of buckets) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<storage.${node.id}.Arn>/*]`,
        reason: `Jobs name their own objects: the right covers every object of the ${node.id} bucket, and no other bucket.`,
      });
    }
  }
}
