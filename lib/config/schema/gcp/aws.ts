import { z } from 'zod';
import { distinct } from '../values';
import { bucketPurpose, uniqueId } from './values';

/**
 * Jobs on Google Cloud that read the buckets on AWS, without a long-lived key.
 *
 * The roles on AWS need ids that Google assigns at the first `terraform apply`. So start with `{}`: it adds the outputs
 * with the ids, and no role.
 */
export const aws = z.strictObject({
  trainingUniqueId: uniqueId
    .optional()
    .describe(
      'Unique id of the training service account: output training_account_unique_id of the first apply. The role <project>-<environment>-gcp-training-<region> on AWS trusts it. Default: no such role.',
    ),
  buckets: distinct(z.array(bucketPurpose).min(1))
    .default(['datasets'])
    .describe('Buckets on AWS that training jobs may read.'),
  transfer: z
    .strictObject({
      uniqueId: uniqueId.describe(
        'Unique id of the service account of Storage Transfer Service: output transfer_account_unique_id of the first apply. The role <project>-<environment>-gcp-transfer-<region> on AWS trusts it.',
      ),
      buckets: distinct(z.array(bucketPurpose).min(1))
        .default(['datasets'])
        .describe(
          'Buckets that are copied, each into the one of the same purpose, where an object of the same name that differs is overwritten.',
        ),
      everyHours: z.int().min(1).max(720).default(24).describe('Hours between two copies of new objects.'),
    })
    .optional()
    .describe('Copies buckets from AWS with Storage Transfer Service. Default: nothing is copied.'),
});
