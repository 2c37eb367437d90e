import type { InstanceType } from './instance-type';

/** Facts about a GPU family that EC2 does not describe. */
export interface GpuFamily {
  /** NVIDIA kernel module that the image must carry. */
  readonly driver: NonNullable<InstanceType['driver']>;
  /** Use for which the family is a good choice. */
  readonly bestFor: string;
  /**
   * Other uses, by size.
   *
   * @default - none
   */
  readonly bestForSize?: Readonly<Record<string, string>>;
}

function open(bestFor: string, bestForSize?: GpuFamily['bestForSize']): GpuFamily {
  return { driver: 'open', bestFor, ...(bestForSize && { bestForSize }) };
}

/**
 * GPU families, in the order of the comparison table.
 *
 * Drivers: NVIDIA's driver installation guide, "Kernel modules": the open modules support Turing (T4) and later. Uses:
 * the pages of the families below https://aws.amazon.com/ec2/instance-types/. Both checked 2026-11-28.
 */
export const gpuFamilies: Readonly<Record<string, GpuFamily>> = {
  p3: {
    driver: 'proprietary',
    bestFor: 'Small models, learning',
    bestForSize: { '8xlarge': 'Distributed training', '16xlarge': 'Large-scale training' },
  },
  p3dn: { driver: 'proprietary', bestFor: 'Large-scale training' },
  p4d: open('Enterprise training'),
  p4de: open('Training that needs 80 GiB a GPU'),
  p5: open('Foundation model training', { '4xlarge': 'Fine-tuning on one H100' }),
  p5e: open('Largest models, long contexts'),
  p5en: open('Largest models, long contexts'),
  'p6-b200': open('Largest models, low precision'),
  'p6-b300': open('Largest models, low precision'),
  g4dn: open('Inference', { '12xlarge': 'Batch inference' }),
  g5: open('Inference, light training', {
    '12xlarge': 'Distributed training',
    '24xlarge': 'Distributed training',
    '48xlarge': 'Distributed training',
  }),
  g5g: open('Inference on Arm'),
  g6: open('Inference', {
    '12xlarge': 'Batch inference',
    '24xlarge': 'Batch inference',
    '48xlarge': 'Batch inference',
  }),
  g6f: open('Small models on a share of a GPU'),
  gr6: open('Inference that needs more RAM'),
  gr6f: open('Small models on a share of a GPU'),
  g6e: open('Inference of large models, fine-tuning', {
    '12xlarge': 'Distributed training',
    '24xlarge': 'Distributed training',
    '48xlarge': 'Large-scale training',
  }),
  g7: open('Inference'),
  g7e: open('Inference of large models, fine-tuning', { '48xlarge': 'Distributed training' }),
};

/**
 * Nominal memory of a GPU in GiB where it is more than what EC2 reports, which is what is usable: 22888 MiB on A10G.
 *
 * Source: the pages of the families below https://aws.amazon.com/ec2/instance-types/, checked 2026-11-28.
 */
export const nominalGpuMemoryGiB: Readonly<Record<string, number>> = {
  A10G: 24,
  L4: 24,
  L40S: 48,
  B200: 180,
};
