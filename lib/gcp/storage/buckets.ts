import { bucketPurposes, type BucketPurpose } from '../../config/gcp/names';
import type { StorageConfig } from '../../config';
import { CHECKPOINTS_PREFIX } from '../../contract/object-prefixes';
import type { Encryption } from './encryption';
import type { Foundation } from '../foundation';
import { deletionPolicy } from './protection';
import type { GcpConfig } from '../../config/schema/gcp';
import {
  type AttributeBlock,
  literal,
  type ResourceTypes,
  template,
  type Text,
  type TerraformDocument,
} from '../terraform';

/** The buckets of the platform. */
export type Buckets = Readonly<
  Record<BucketPurpose, AttributeBlock<'id' | 'name' | 'url' | 'location' | 'self_link'>>
>;

type LifecycleRule = NonNullable<
  ResourceTypes['google_storage_bucket']['arguments']['lifecycle_rule']
>[number];

const SECONDS_PER_DAY = 86_400;
/** The minimum that Google allows: https://cloud.google.com/storage/docs/soft-delete, 2026-11 */
const SOFT_DELETE_DAYS = 7;

/** Blocks and settings that the buckets need. */
export interface BucketsProps {
  readonly config: GcpConfig;
  /** Settings of the buckets on AWS, which have the same lifecycle rules. */
  readonly storage: StorageConfig;
  readonly foundation: Foundation;
  /** @default keys that Google manages */
  readonly encryption: Encryption | undefined;
}

/** Adds the private, versioned buckets for datasets, models and artifacts. */
export function addBuckets(document: TerraformDocument, props: BucketsProps): Buckets {
  const { artifacts, datasets, models } = props.storage;
  const buckets: Buckets = {
    datasets: addBucket(document, 'datasets', datasetRules(datasets), SOFT_DELETE_DAYS, props),
    models: addBucket(
      document,
      'models',
      [forgetVersions(models.noncurrentVersionsKeptDays)],
      SOFT_DELETE_DAYS,
      props,
    ),
    // Jobs replace checkpoints all day. Versions are kept for some days; soft delete would keep, and bill, all of them
    // for another week.
    artifacts: addBucket(document, 'artifacts', artifactRules(artifacts), 0, props),
  };
  document.output('bucket_urls', {
    description: 'Buckets by purpose',
    value: Object.fromEntries(bucketPurposes.map((purpose) => [purpose, buckets[purpose].ref('url')])),
  });
  return buckets;
}

function addBucket(
  document: TerraformDocument,
  purpose: BucketPurpose,
  rules: readonly LifecycleRule[],
  softDeleteDays: number,
  { config, encryption, foundation, storage }: BucketsProps,
): Buckets[BucketPurpose] {
  const { api, project, region } = foundation;
  const { buckets, protectData } = config;
  return document.resource('google_storage_bucket', purpose, {
    // Not bucketName(), because the project may be set as a Terraform variable.
    name: buckets.names[purpose] ?? template`${project.ref()}-ml-${purpose}`,
    location: buckets.location ?? region.ref(),
    uniform_bucket_level_access: true,
    public_access_prevention: 'enforced',
    versioning: [{ enabled: true }],
    autoclass: purpose === 'datasets' && !storage.datasets.archive ? [{ enabled: true }] : undefined,
    // Versions protect against overwriting and deletion, soft delete against deletion of the versions.
    soft_delete_policy: [{ retention_duration_seconds: protectData ? softDeleteDays * SECONDS_PER_DAY : 0 }],
    encryption: encryption && [{ default_kms_key_name: encryption.storage.key.ref('id') }],
    lifecycle_rule: [
      ...rules,
      { action: [{ type: 'AbortIncompleteMultipartUpload' }], condition: [{ age: 7 }] },
    ],
    force_destroy: !protectData,
    labels: { purpose },
    // No bucket for access logs as on AWS: Cloud Audit Logs record changes of buckets, and access to objects once Data
    // Access logs of Cloud Storage are enabled in the project. https://cloud.google.com/storage/docs/audit-logging
    depends_on: [api('storage'), ...(encryption?.storage.grants ?? [])],
    deletion_policy: deletionPolicy(config),
    lifecycle: { prevent_destroy: protectData },
  });
}

/**
 * Autoclass is the counterpart of S3 Intelligent-Tiering; it excludes rules that set a class. With `archive`, Standard-IA is
 * NEARLINE: both have a minimum of 30 days. Glacier Flexible Retrieval is COLDLINE: both have a minimum of 90 days and
 * about the same price. ARCHIVE has a minimum of 365 days, and retrieval costs more than twice as much.
 * https://cloud.google.com/storage/docs/autoclass, https://cloud.google.com/storage/docs/storage-classes, 2026-11
 *
 * All conditions of a rule must hold: https://cloud.google.com/storage/docs/lifecycle, 2026-11
 */
function datasetRules(config: StorageConfig['datasets']): LifecycleRule[] {
  return [
    ...(config.archive ? archival(config.archive) : []),
    ...expiration(literal(config.temporaryPrefix), config.temporaryExpireAfterDays),
    forgetVersions(config.noncurrentVersionsKeptDays),
  ];
}

function archival(config: NonNullable<StorageConfig['datasets']['archive']>): LifecycleRule[] {
  return [
    {
      action: [{ type: 'SetStorageClass', storage_class: 'NEARLINE' }],
      condition: [{ age: config.infrequentAccessAfterDays, with_state: 'LIVE' }],
    },
    {
      action: [{ type: 'SetStorageClass', storage_class: 'COLDLINE' }],
      condition: [{ age: config.glacierAfterDays, with_state: 'LIVE' }],
    },
    {
      action: [{ type: 'SetStorageClass', storage_class: 'COLDLINE' }],
      condition: [{ days_since_noncurrent_time: config.noncurrentGlacierAfterDays, with_state: 'ARCHIVED' }],
    },
  ];
}

function artifactRules(config: StorageConfig['artifacts']): LifecycleRule[] {
  return [
    ...expiration(literal(config.experimentsPrefix), config.experimentsExpireAfterDays),
    // A job deletes its older checkpoints, which does not free space in a versioned bucket.
    forgetVersions(config.deletedCheckpointsKeptDays, CHECKPOINTS_PREFIX),
    forgetVersions(config.noncurrentVersionsKeptDays),
  ];
}

/** Deletes objects at an age, and their noncurrent versions after the same time again. */
function expiration(prefix: Text, days: number): LifecycleRule[] {
  return [
    {
      action: [{ type: 'Delete' }],
      condition: [{ age: days, matches_prefix: [prefix], with_state: 'LIVE' }],
    },
    forgetVersions(days, prefix),
  ];
}

/** Deletes versions for good. Without a prefix those of all objects. */
function forgetVersions(days: number, prefix?: Text): LifecycleRule {
  return {
    action: [{ type: 'Delete' }],
    // Not `age`, which counts from creation instead of replacement.
    condition: [
      {
        days_since_noncurrent_time: days,
        matches_prefix: prefix === undefined ? undefined : [prefix],
        with_state: 'ARCHIVED',
      },
    ],
  };
}
