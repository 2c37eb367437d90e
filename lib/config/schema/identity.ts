import { z } from 'zod';
import { roleName } from './values';

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
  trainingSecretsPrefix: z
    .string()
    .regex(
      /^[\w/+=.@-]{1,200}\/$/,
      'write a path of 1 to 200 letters, digits and any of _/+=.@-, and a / at its end',
    )
    .default('ml/')
    .describe('Training instances may read the Secrets Manager secrets whose names start with this.'),
});
