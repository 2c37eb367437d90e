import { z } from 'zod';
import { distinct, principalArn, roleName, secretsPrefix } from './values';

/** Names of the platform's roles and instance profiles. Every name is optional: generated names never collide. */
export const identitySchema = z.strictObject({
  roleNames: z
    .partialRecord(z.enum(['training', 'inference', 'cluster', 'nodes']), roleName)
    .default({})
    .describe('Names of the roles. Default: generated.'),
  instanceProfileNames: z
    .partialRecord(z.enum(['training', 'inference']), roleName)
    .default({})
    .describe('Names of the instance profiles. Default: generated.'),
  modelPromoters: distinct(z.array(principalArn).min(1))
    .optional()
    .describe(
      'ARNs of the users and roles that may release models to inference. Default: all principals of the account whose own policy lets them assume the role.',
    ),
  trainingSecretsPrefix: secretsPrefix
    .default('ml/')
    .describe('Training instances may read the Secrets Manager secrets whose names start with this.'),
});
