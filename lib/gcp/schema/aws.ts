import { z } from 'zod';
import { distinct } from '../../config/schema/values';
import { uniqueId } from './values';

const purpose = z.enum(['datasets', 'models', 'artifacts']);

/** Jobs on Google Cloud that read the buckets on AWS, without a key that lasts. */
export const aws = z.strictObject({
  trainingUniqueId: uniqueId.describe(
    'Unique id of the training service account: output training_account_unique_id of the first apply. The role on AWS trusts it.',
  ),
  buckets: distinct(z.array(purpose).min(1))
    .default(['datasets'])
    .describe('Buckets on AWS that jobs may read.'),
  transfer: z
    .strictObject({
      uniqueId: uniqueId.describe(
        'Unique id of the service account of Storage Transfer Service: output transfer_account_unique_id.',
      ),
      buckets: distinct(z.array(purpose).min(1))
        .default(['datasets'])
        .describe('Buckets that are copied, each into the one of the same purpose.'),
      everyHours: z.int().min(1).max(720).default(24).describe('Hours between two copies of what is new.'),
    })
    .optional()
    .describe('Copies buckets from AWS with Storage Transfer Service.'),
});
