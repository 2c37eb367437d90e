import { z } from 'zod';
import { serviceLimits } from '../../catalog';

const days = z.int().min(1).max(36500);

/** Start of the keys of objects. S3 takes every character; control characters break the listings of most programs. */
const prefix = z
  .string()
  .regex(/^\P{C}+$/u, `use 1 to ${serviceLimits.objectKeyBytes.value} characters, and no control characters`)
  .refine(
    (text) => Buffer.byteLength(text) <= serviceLimits.objectKeyBytes.value,
    `use at most ${serviceLimits.objectKeyBytes.value} bytes in UTF-8`,
  );

const versionsKeptDays = days.describe(
  'Replaced and deleted objects of the bucket can be brought back for this time.',
);

/** Storage classes that have to be restored before they can be read: https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html */
const archive = z.strictObject({
  infrequentAccessAfterDays: days
    .min(serviceLimits.infrequentAccessDays.value)
    .default(90)
    .describe('Objects move to S3 Standard-IA after this age.'),
  glacierAfterDays: days
    .default(180)
    .describe('Objects move to S3 Glacier Flexible Retrieval after this age.'),
  noncurrentGlacierAfterDays: days
    .default(30)
    .describe('Superseded versions move to Glacier after this time.'),
});

/** The data key and the buckets. */
export const storageSchema = z.strictObject({
  bucketPrefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,36}$/, 'use 2 to 37 lower-case letters, digits and hyphens')
    .optional()
    .describe(
      'Buckets are named <prefix>-<purpose>-<account id>-<region>. Each environment of an account needs its own. Default: generated names, which can never collide with a bucket kept by an earlier deployment.',
    ),
  regionInBucketNames: z
    .boolean()
    .default(true)
    .describe(
      'Whether a name from `bucketPrefix` ends with the region. Names are global: without it a second region of the account cannot have the prefix.',
    ),
  key: z
    .strictObject({
      alias: z
        .string()
        .regex(/^(?!aws\/)[\w/-]+$/i, 'use letters, digits and /_-, not starting with aws/ in any case')
        .max(serviceLimits.keyAlias.value - 'alias/'.length)
        .default('ml-s3-encryption')
        .describe('Alias of the key that encrypts the buckets, without the leading alias/.'),
      deletionWindowDays: z
        .int()
        .min(serviceLimits.keyDeletionDaysLeast.value)
        .max(serviceLimits.keyDeletionDays.value)
        .default(30)
        .describe('Waiting time before a deleted key is destroyed.'),
    })
    .prefault({}),
  datasets: z
    .strictObject({
      archive: archive
        .optional()
        .describe(
          'Moves objects to Glacier by their age, even if they are in use: a job that reads one fails until it is restored. Default: S3 Intelligent-Tiering, where objects that are not read move to cheaper tiers, and every read is immediate.',
        ),
      noncurrentVersionsKeptDays: versionsKeptDays.default(90),
      temporaryPrefix: prefix.default('temp/').describe('Objects under this prefix are temporary.'),
      temporaryExpireAfterDays: days
        .default(7)
        .describe('Temporary objects are deleted after this age, for good one day later.'),
    })
    .prefault({}),
  models: z.strictObject({ noncurrentVersionsKeptDays: versionsKeptDays.default(90) }).prefault({}),
  artifacts: z
    .strictObject({
      experimentsPrefix: prefix.default('experiments/').describe('Where experiment runs are stored.'),
      experimentsExpireAfterDays: days
        .default(90)
        .describe(
          'Experiment runs are deleted after this age, for good once `noncurrentVersionsKeptDays` are over.',
        ),
      noncurrentVersionsKeptDays: versionsKeptDays.default(30),
      deletedCheckpointsKeptDays: days
        .default(3)
        .describe('Checkpoints that a job has replaced or deleted can be brought back for this time.'),
    })
    .prefault({}),
  accessLogs: z
    .strictObject({
      expireAfterDays: days.default(365).describe('Server access logs are deleted after this age.'),
      noncurrentVersionsKeptDays: versionsKeptDays.default(30),
    })
    .prefault({}),
});
