import { z } from 'zod';
import { bucketName, bucketPurpose, resourceName } from './values';

/** Buckets of Cloud Storage. Their lifecycle rules are those of the buckets on AWS: `storage` of the configuration. */
export const buckets = z.strictObject({
  location: z
    .string()
    .regex(
      /^[A-Z]+(-[A-Z]+\d+)?$|^[a-z]+-[a-z]+\d+$/,
      'write a region such as us-central1, or US, EU or ASIA',
    )
    .optional()
    .describe('Where the objects are. Default: gcp.region.'),
  names: z
    .partialRecord(bucketPurpose, bucketName)
    .default({})
    .describe('Names of the buckets. Default: <project>-ml-<purpose>, since names are global.'),
});

/** Keys of Cloud KMS. */
export const encryption = z.strictObject({
  customerManaged: z
    .boolean()
    .default(true)
    .describe(
      'Whether disks, buckets and the secrets of the cluster are encrypted with keys of this project.',
    ),
  keyRing: resourceName
    .default('ml-platform')
    .describe('Name of the key ring. Cloud KMS never deletes one, nor frees its name.'),
  rotationDays: z.int().min(1).max(36500).default(90).describe('Age at which a key gets a new version.'),
});
