import { z } from 'zod';

const days = z.int().min(1).max(36500);

/** The data key and the buckets. */
export const storageSchema = z.strictObject({
  bucketPrefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,36}$/, 'use 2 to 37 lower-case letters, digits and hyphens')
    .optional()
    .describe(
      'Buckets are named <prefix>-<purpose>-<account id>. Default: generated names, which can never collide with a bucket kept by an earlier deployment.',
    ),
  key: z
    .strictObject({
      alias: z
        .string()
        .regex(/^(?!aws\/)[\w/-]{1,240}$/, 'use letters, digits and /_-, not starting with aws/')
        .default('ml-s3-encryption')
        .describe('Alias of the key that encrypts the buckets, without the leading alias/.'),
      deletionWindowDays: z
        .int()
        .min(7)
        .max(30)
        .default(30)
        .describe('Waiting time before a deleted key is destroyed.'),
    })
    .prefault({}),
  datasets: z
    .strictObject({
      infrequentAccessAfterDays: days
        .min(30)
        .default(90)
        .describe('Objects move to S3 Standard-IA after this age.'),
      glacierAfterDays: days
        .default(180)
        .describe('Objects move to S3 Glacier Flexible Retrieval after this age.'),
      noncurrentGlacierAfterDays: days
        .default(30)
        .describe('Superseded versions move to Glacier after this time.'),
      temporaryPrefix: z
        .string()
        .min(1)
        .max(1024)
        .default('temp/')
        .describe('Objects under this prefix are temporary.'),
      temporaryExpireAfterDays: days.default(7).describe('Temporary objects are deleted after this age.'),
    })
    .prefault({}),
  artifacts: z
    .strictObject({
      experimentsPrefix: z
        .string()
        .min(1)
        .max(1024)
        .default('experiments/')
        .describe('Where experiment runs are stored.'),
      experimentsExpireAfterDays: days.default(90).describe('Experiment runs are deleted after this age.'),
      deletedCheckpointsKeptDays: days
        .default(3)
        .describe('Checkpoints that a job has replaced or deleted can be brought back for this time.'),
    })
    .prefault({}),
  accessLogs: z
    .strictObject({
      expireAfterDays: days.default(365).describe('Server access logs are deleted after this age.'),
    })
    .prefault({}),
});
