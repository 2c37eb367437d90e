import { z } from 'zod';
import { parseQuantity } from '../scheduling/quantity';

/** An amount as Kubernetes writes it. YAML reads some as numbers. */
export const quantity = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z
    .string()
    .refine(
      (text) => parseQuantity(text) !== undefined,
      'write a Kubernetes quantity of 0 or more, such as 500m, 2 or 1.5Gi',
    ),
);

const toleration = z.strictObject({
  key: z.string().optional().describe('Key of the taint. Default: every key, with operator Exists.'),
  operator: z
    .enum(['Equal', 'Exists'])
    .default('Equal')
    .describe('Whether the value has to be equal, or only the key has to be there.'),
  value: z.string().default('').describe('Value of the taint, with operator Equal.'),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .optional()
    .describe('Effect of the taint. Default: every effect.'),
});

/** Pods that the node groups must have room for, with the fields of a Kubernetes pod. */
export const workloadSchema = z.strictObject({
  gpus: z.int().min(0).default(0).describe('NVIDIA GPUs: the limit of `nvidia.com/gpu`.'),
  cpu: quantity.default('0').describe('Requested CPU, such as 500m or 2.'),
  memory: quantity.default('0').describe('Requested memory, such as 14Gi.'),
  disk: quantity.default('0').describe('Requested ephemeral storage, such as 100Gi.'),
  resources: z
    .record(z.string(), quantity)
    .default({})
    .describe('Other requested resources by name, such as `vpc.amazonaws.com/efa`.'),
  nodeSelector: z.record(z.string(), z.string()).default({}).describe('Labels that the node must have.'),
  tolerations: z.array(toleration).default([]).describe('Taints that the pod tolerates.'),
  zone: z
    .string()
    .optional()
    .describe('Availability Zone that the pod must run in, such as `a`. Default: any zone.'),
  volumes: z.boolean().default(false).describe('Whether the pod has EBS volumes, which belong to one zone.'),
});
