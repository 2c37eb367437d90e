import { z } from 'zod';
import { serviceLimits } from '../../catalog';
import { imageName } from './image';
import { modelReference } from './model-reference';
import { serviceScalingSchema } from './service-scaling';
import { distinct } from './values';

/** A path condition of a load balancer rule: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const pathPattern = z
  .string()
  .max(serviceLimits.pathPattern.value)
  .regex(
    /^\/[\w.$/~"'@:+&*?-]*$/,
    'write a path that starts with /, of letters, digits and any of _-.$/~"\'@:+&*?',
  );

/** A model server on GPU instances. */
export const modelServiceSchema = z.strictObject({
  image: imageName.describe('Container image with a tag or digest.'),
  model: modelReference
    .optional()
    .describe(
      'Release of a model, which each task loads and checks before its server starts. A new one is a deployment. Default: none; the server has an empty folder.',
    ),
  command: z
    .array(z.string())
    .optional()
    .describe(
      'Command of the container. ${MODEL_PATH} is replaced by the folder of the model; other variables are left to its shell. Default: the command of the image.',
    ),
  environment: z
    .record(
      z.string().regex(/^[A-Za-z_]\w{0,254}$/, 'use letters, digits and _, with no digit first'),
      z.string(),
    )
    .default({})
    .describe('Environment variables, added to MODEL_PATH and AWS_REGION.'),
  port: z.int().min(1).max(65535).default(8000).describe('Port of the HTTP server.'),
  healthPath: z
    .string()
    .max(serviceLimits.healthPath.value)
    // Braces have no place in a URL, and make references in a template.
    .regex(/^\/[!-z|~]*$/, 'write a path that starts with /, of ASCII characters without spaces and braces')
    .describe('Path that answers 200 while the server is healthy.'),
  healthGraceSeconds: z
    .int()
    .min(0)
    .max(7200)
    .default(600)
    .describe('Time for a large image and model to load before health checks count.'),
  gpus: z.int().min(1).max(16).default(1).describe('GPUs of each task.'),
  cpuUnits: z.int().min(256).max(196608).describe('CPU units of each task; 1024 are one vCPU.'),
  memoryMiB: z.int().min(512).describe('Memory of each task in MiB.'),
  sharedMemoryMiB: z
    .int()
    .min(64)
    .default(1024)
    .describe(
      'Size of /dev/shm of each task in MiB, part of its memory; model servers pass tensors through it.',
    ),
  route: z
    .strictObject({
      priority: z
        .int()
        .min(1)
        .max(serviceLimits.rulePriority.value)
        .describe('Order of the rule; the lowest matching number wins.'),
      paths: distinct(z.array(pathPattern).min(1).max(serviceLimits.rulePaths.value))
        .default(['/*'])
        .describe('Path patterns that reach the service.'),
    })
    .optional()
    .describe(
      'How the load balancer reaches the service. Default: no load balancer; reached inside the VPC only.',
    ),
  scaling: serviceScalingSchema.prefault({}),
});

/** A model service as a user writes it. */
export type ModelServiceInput = z.input<typeof modelServiceSchema>;
