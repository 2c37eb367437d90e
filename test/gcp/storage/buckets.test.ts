import { emitted } from '../emitted';

const buckets = (gcp?: object, aws?: object) =>
  emitted('production', gcp, aws).resources('google_storage_bucket');
const rule = (action: object, condition: object) => ({ action: [action], condition: [condition] });
const toClass = (storage_class: string) => ({ type: 'SetStorageClass', storage_class });
const abort = rule({ type: 'AbortIncompleteMultipartUpload' }, { age: 7 });

test('buckets are private, versioned and encrypted with a key that Google may use by then', () => {
  const all = Object.values(buckets());

  expect(all).toHaveLength(3);
  for (const bucket of all) {
    expect(bucket).toMatchObject({
      location: '${var.region}',
      uniform_bucket_level_access: true,
      public_access_prevention: 'enforced',
      versioning: [{ enabled: true }],
      encryption: [{ default_kms_key_name: '${google_kms_crypto_key.storage.id}' }],
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(bucket['depends_on']).toContain('google_kms_crypto_key_iam_member.storage');
  }
});

test('keys that Google manages need no encryption block', () => {
  expect(buckets({ encryption: { customerManaged: false } })['datasets']).not.toHaveProperty('encryption');
});

test('where data is not protected, a destroy removes all objects, and no deleted version is billed', () => {
  for (const bucket of Object.values(buckets({ protectData: false }))) {
    expect(bucket).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
      soft_delete_policy: [{ retention_duration_seconds: 0 }],
    });
  }
});

test('deleted versions are kept for a week, but not those of checkpoints', () => {
  const seconds = (retention_duration_seconds: number) => ({
    soft_delete_policy: [{ retention_duration_seconds }],
  });

  expect(buckets()).toMatchObject({
    datasets: seconds(604_800),
    models: seconds(604_800),
    artifacts: seconds(0),
  });
});

test('names come from the project or the configuration; the URLs are outputs', () => {
  const { output, resources } = emitted('production', {
    buckets: { location: 'EU', names: { models: 'team-models' } },
  });

  expect(resources('google_storage_bucket')).toMatchObject({
    datasets: { name: '${var.project}-ml-datasets', location: 'EU', labels: { purpose: 'datasets' } },
    models: { name: 'team-models' },
    artifacts: { name: '${var.project}-ml-artifacts' },
  });
  expect(output['bucket_urls']?.value).toEqual({
    datasets: '${google_storage_bucket.datasets.url}',
    models: '${google_storage_bucket.models.url}',
    artifacts: '${google_storage_bucket.artifacts.url}',
  });
});

test('archived datasets move to colder classes with age, as on AWS, and temporary ones are deleted', () => {
  const datasets = {
    archive: { infrequentAccessAfterDays: 60, glacierAfterDays: 120, noncurrentGlacierAfterDays: 20 },
    temporaryPrefix: 'scratch/',
    temporaryExpireAfterDays: 5,
  };
  const matches_prefix = ['scratch/'];

  expect(buckets({}, { storage: { datasets } })['datasets']?.['lifecycle_rule']).toEqual([
    rule(toClass('NEARLINE'), { age: 60, with_state: 'LIVE' }),
    rule(toClass('COLDLINE'), { age: 120, with_state: 'LIVE' }),
    rule(toClass('COLDLINE'), { days_since_noncurrent_time: 20, with_state: 'ARCHIVED' }),
    rule({ type: 'Delete' }, { age: 5, matches_prefix, with_state: 'LIVE' }),
    rule({ type: 'Delete' }, { days_since_noncurrent_time: 5, matches_prefix, with_state: 'ARCHIVED' }),
    rule({ type: 'Delete' }, { days_since_noncurrent_time: 90, with_state: 'ARCHIVED' }),
    abort,
  ]);
});

test('datasets that are not archived have Autoclass, and no rule sets a class', () => {
  const { datasets, models } = buckets();
  expect(datasets?.['autoclass']).toEqual([{ enabled: true }]);
  expect(datasets?.['lifecycle_rule']).not.toMention('SetStorageClass');
  expect(models).not.toHaveProperty('autoclass');
});

test('of checkpoints only deleted versions expire, experiments expire by age, and models stay', () => {
  const artifacts = { experimentsExpireAfterDays: 30, deletedCheckpointsKeptDays: 2 };
  const found = buckets({}, { storage: { artifacts } });
  const matches_prefix = ['experiments/'];

  expect(found['artifacts']?.['lifecycle_rule']).toEqual([
    rule({ type: 'Delete' }, { age: 30, matches_prefix, with_state: 'LIVE' }),
    rule({ type: 'Delete' }, { days_since_noncurrent_time: 30, matches_prefix, with_state: 'ARCHIVED' }),
    rule(
      { type: 'Delete' },
      { days_since_noncurrent_time: 2, matches_prefix: ['checkpoints/'], with_state: 'ARCHIVED' },
    ),
    rule({ type: 'Delete' }, { days_since_noncurrent_time: 30, with_state: 'ARCHIVED' }),
    abort,
  ]);
  expect(found['models']?.['lifecycle_rule']).toEqual([
    rule({ type: 'Delete' }, { days_since_noncurrent_time: 90, with_state: 'ARCHIVED' }),
    abort,
  ]);
});
