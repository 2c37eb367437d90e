import type { LifecycleRule } from '@aws-sdk/client-s3';
import { ifFound } from '../if-found';
import type { Properties, Reader } from '../reader';
import { isArn } from './answer';

const bucket: Reader = {
  async read({ physicalId }, { s3, region }) {
    const Bucket = physicalId;
    if (!(await ifFound(s3.headBucket({ Bucket })))) return undefined;
    const [encryption, lifecycle, versioning, logging, ownership, publicAccess, tags] = await Promise.all([
      ifFound(s3.getBucketEncryption({ Bucket })),
      ifFound(s3.getBucketLifecycleConfiguration({ Bucket })),
      s3.getBucketVersioning({ Bucket }),
      s3.getBucketLogging({ Bucket }),
      ifFound(s3.getBucketOwnershipControls({ Bucket })),
      ifFound(s3.getPublicAccessBlock({ Bucket })),
      ifFound(s3.getBucketTagging({ Bucket })),
    ]);
    return {
      properties: {
        BucketName: Bucket,
        BucketEncryption: {
          ServerSideEncryptionConfiguration: encryption?.ServerSideEncryptionConfiguration?.Rules?.map(
            ({ ApplyServerSideEncryptionByDefault, ...rule }) => ({
              ...rule,
              ServerSideEncryptionByDefault: ApplyServerSideEncryptionByDefault,
            }),
          ),
        },
        LifecycleConfiguration: { Rules: lifecycle?.Rules?.map(lifecycleRule) },
        LoggingConfiguration: {
          DestinationBucketName: logging.LoggingEnabled?.TargetBucket,
          LogFilePrefix: logging.LoggingEnabled?.TargetPrefix,
        },
        OwnershipControls: ownership?.OwnershipControls,
        PublicAccessBlockConfiguration: publicAccess?.PublicAccessBlockConfiguration,
        Tags: tags?.TagSet,
        VersioningConfiguration: { Status: versioning.Status },
      },
      attributes: {
        Arn: `arn:aws:s3:::${Bucket}`,
        DomainName: `${Bucket}.s3.amazonaws.com`,
        RegionalDomainName: `${Bucket}.s3.${region}.amazonaws.com`,
      },
    };
  },
};

function lifecycleRule(rule: LifecycleRule): Properties {
  return {
    ...rule,
    Id: rule.ID,
    // A rule has its prefix in one of three places, depending on the client that wrote it.
    Prefix: rule.Prefix ?? rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix,
    ExpirationInDays: rule.Expiration?.Days,
    ExpiredObjectDeleteMarker: rule.Expiration?.ExpiredObjectDeleteMarker,
    Transitions: rule.Transitions?.map(({ Days, StorageClass }) => ({
      StorageClass,
      TransitionInDays: Days,
    })),
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(
      ({ NoncurrentDays, StorageClass }) => ({
        StorageClass,
        TransitionInDays: NoncurrentDays,
      }),
    ),
  };
}

const bucketPolicy: Reader = {
  async read({ properties: { Bucket } }, { s3 }) {
    const found = await ifFound(s3.getBucketPolicy({ Bucket: String(Bucket) }));
    return found && { properties: { Bucket, PolicyDocument: found.Policy } };
  },
};

const key: Reader = {
  async read({ physicalId }, { kms }) {
    const found = (await ifFound(kms.describeKey({ KeyId: physicalId })))?.KeyMetadata;
    if (!found || found.KeyState === 'PendingDeletion') return undefined;
    const [policy, rotation, tags] = await Promise.all([
      kms.getKeyPolicy({ KeyId: physicalId, PolicyName: 'default' }),
      kms.getKeyRotationStatus({ KeyId: physicalId }),
      kms.listResourceTags({ KeyId: physicalId }),
    ]);
    return {
      properties: {
        ...found,
        EnableKeyRotation: rotation.KeyRotationEnabled,
        KeyPolicy: policy.Policy,
        Tags: tags.Tags?.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
      },
      attributes: { Arn: found.Arn ?? '', KeyId: found.KeyId ?? '' },
    };
  },
  notModelled: { PendingWindowInDays: 'CloudFormation keeps it for the deletion of the key' },
};

const alias: Reader = {
  async read({ properties: { AliasName, TargetKeyId } }, { kms }) {
    const found = (await ifFound(kms.describeKey({ KeyId: String(AliasName) })))?.KeyMetadata;
    return found && { properties: { AliasName, TargetKeyId: isArn(TargetKeyId) ? found.Arn : found.KeyId } };
  },
};

/** Readers of buckets and keys. */
export const storageReaders: Readonly<Record<string, Reader>> = {
  'AWS::KMS::Alias': alias,
  'AWS::KMS::Key': key,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
};
