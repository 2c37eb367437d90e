import { z } from 'zod';
import { ecsGpuImage } from '../../catalog';
import { modelServiceSchema } from './model-service';
import { entryName, gibibytes, market, retentionDays } from './values';

/** The ECS cluster, its GPU instances and the model services on them. */
export const inferenceSchema = z.strictObject({
  capacity: z.strictObject({
    instanceType: z.string().describe('GPU instance type of the container instances.'),
    market: market.default('on-demand').describe('How the instances are bought.'),
    min: z.int().min(0).default(0).describe('Fewest instances.'),
    max: z.int().min(1).describe('Most instances.'),
    volumeGiB: gibibytes(ecsGpuImage.snapshotGiB)
      .default(200)
      .describe('Size of the encrypted gp3 root volume, in GiB; images are large.'),
  }),
  certificateArn: z
    .string()
    .regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'write the ARN of an ACM certificate')
    .optional()
    .describe(
      'With a certificate the load balancer is public, answers HTTPS and redirects HTTP. Without it, it is internal and answers HTTP.',
    ),
  logRetentionDays: retentionDays.describe('Days that the logs of the services are kept.'),
  services: z.record(entryName, modelServiceSchema).default({}).describe('Model services by name.'),
});
