import type { Gpu, InstanceType } from './instance-type';

/** Properties that all sizes of a GPU family share. */
interface Family {
  readonly family: string;
  readonly model: Gpu['model'];
  readonly gpuMemoryGiB: number;
  readonly driver: NonNullable<InstanceType['driver']>;
  readonly hypervisor?: InstanceType['hypervisor'];
  readonly launchable?: boolean;
  readonly capacityBlocks?: boolean;
  readonly bestFor: string;
}

/** One size of a GPU family; the field names are those of `InstanceType`. */
interface Size extends Pick<InstanceType, 'vcpu' | 'memoryGiB' | 'networkGbps' | 'usdPerHour'> {
  readonly size: string;
  readonly gpus: number;
  readonly efaDevices?: number;
  readonly networkCards?: number;
  /** Number of local disks, and gigabytes of one. */
  readonly localDisks?: readonly [count: number, gigabytes: number];
  readonly replacement?: string;
  readonly bestFor?: string;
}

function family(shared: Family, sizes: Size[]): InstanceType[] {
  const {
    family: name,
    model,
    gpuMemoryGiB,
    driver,
    hypervisor = 'nitro',
    launchable = true,
    capacityBlocks = false,
    bestFor,
  } = shared;
  return sizes.map(({ size, gpus, efaDevices = 0, networkCards = 1, localDisks, ...own }) => ({
    name: `${name}.${size}`,
    gpu: { model, count: gpus, memoryGiB: gpuMemoryGiB },
    architecture: 'x86_64',
    efaDevices,
    networkCards,
    ...(localDisks && { localDisks: { count: localDisks[0], gigabytes: localDisks[1] } }),
    driver,
    hypervisor,
    launchable,
    capacityBlocks,
    bestFor,
    ...own,
  }));
}

/**
 * GPU instance types.
 *
 * Prices and network: Karpenter's generated tables of 2026-07-20 (`instanceTypePrices`). vCPUs, RAM, GPUs,
 * EFA devices, hypervisor and gigabytes of local disks: Karpenter's instance type reference of 2026-08; for P3,
 * which EC2 no longer describes, that of v1.0. Network cards: Karpenter's table of VPC limits of 2026-08. Number of
 * local disks: Amazon EC2 Instance Types guide, "Instance store specifications". Families in Capacity Blocks: Amazon
 * EC2 User Guide, "Capacity Blocks for ML". Both checked 2026-11-24. GPU memory is NVIDIA's nominal figure, where
 * EC2 reports what is usable: 22888 MiB on A10G and L4, 45776 MiB on L40S.
 */
export const gpuInstanceTypes: readonly InstanceType[] = [
  // EC2 stopped describing P3 in 2026 and current Deep Learning AMI notes omit it; prices are still listed.
  ...family(
    {
      family: 'p3',
      model: 'V100',
      gpuMemoryGiB: 16,
      driver: 'proprietary',
      hypervisor: 'xen',
      launchable: false,
      bestFor: 'Small models, learning',
    },
    [
      {
        size: '2xlarge',
        gpus: 1,
        vcpu: 8,
        memoryGiB: 61,
        networkGbps: 2.5,
        usdPerHour: 3.06,
        replacement: 'g6e.2xlarge',
      },
      {
        size: '8xlarge',
        gpus: 4,
        vcpu: 32,
        memoryGiB: 244,
        networkGbps: 10,
        usdPerHour: 12.24,
        replacement: 'g6e.12xlarge',
        bestFor: 'Distributed training',
      },
      {
        size: '16xlarge',
        gpus: 8,
        vcpu: 64,
        memoryGiB: 488,
        networkGbps: 25,
        usdPerHour: 24.48,
        replacement: 'p4d.24xlarge',
        bestFor: 'Large-scale training',
      },
    ],
  ),
  ...family(
    {
      family: 'p4d',
      model: 'A100',
      gpuMemoryGiB: 40,
      driver: 'open',
      capacityBlocks: true,
      bestFor: 'Enterprise training',
    },
    [
      {
        size: '24xlarge',
        localDisks: [8, 1000],
        gpus: 8,
        vcpu: 96,
        memoryGiB: 1152,
        networkGbps: 400,
        usdPerHour: 21.958,
        efaDevices: 4,
        networkCards: 4,
      },
    ],
  ),
  ...family(
    {
      family: 'p4de',
      model: 'A100',
      gpuMemoryGiB: 80,
      driver: 'open',
      capacityBlocks: true,
      bestFor: 'Training that needs 80 GiB a GPU',
    },
    [
      {
        size: '24xlarge',
        localDisks: [8, 1000],
        gpus: 8,
        vcpu: 96,
        memoryGiB: 1152,
        networkGbps: 400,
        usdPerHour: 27.447,
        efaDevices: 4,
        networkCards: 4,
      },
    ],
  ),
  ...family(
    {
      family: 'p5',
      model: 'H100',
      gpuMemoryGiB: 80,
      driver: 'open',
      capacityBlocks: true,
      bestFor: 'Foundation model training',
    },
    [
      {
        size: '4xlarge',
        localDisks: [1, 3800],
        gpus: 1,
        vcpu: 16,
        memoryGiB: 256,
        networkGbps: 100,
        usdPerHour: 6.88,
        efaDevices: 1,
        bestFor: 'Fine-tuning on one H100',
      },
      {
        size: '48xlarge',
        localDisks: [8, 3800],
        gpus: 8,
        vcpu: 192,
        memoryGiB: 2048,
        networkGbps: 3200,
        usdPerHour: 55.04,
        efaDevices: 32,
        networkCards: 32,
      },
    ],
  ),
  ...family(
    {
      family: 'p5en',
      model: 'H200',
      gpuMemoryGiB: 141,
      driver: 'open',
      capacityBlocks: true,
      bestFor: 'Largest models, long contexts',
    },
    [
      {
        size: '48xlarge',
        localDisks: [8, 3800],
        gpus: 8,
        vcpu: 192,
        memoryGiB: 2048,
        networkGbps: 3200,
        usdPerHour: 63.296,
        efaDevices: 16,
        networkCards: 16,
      },
    ],
  ),
  ...family({ family: 'g4dn', model: 'T4', gpuMemoryGiB: 16, driver: 'open', bestFor: 'Inference' }, [
    {
      size: 'xlarge',
      localDisks: [1, 125],
      gpus: 1,
      vcpu: 4,
      memoryGiB: 16,
      networkGbps: 5,
      usdPerHour: 0.526,
    },
    {
      size: '2xlarge',
      localDisks: [1, 225],
      gpus: 1,
      vcpu: 8,
      memoryGiB: 32,
      networkGbps: 10,
      usdPerHour: 0.752,
    },
    {
      size: '4xlarge',
      localDisks: [1, 225],
      gpus: 1,
      vcpu: 16,
      memoryGiB: 64,
      networkGbps: 20,
      usdPerHour: 1.204,
    },
    {
      size: '8xlarge',
      localDisks: [1, 900],
      gpus: 1,
      vcpu: 32,
      memoryGiB: 128,
      networkGbps: 50,
      usdPerHour: 2.176,
      efaDevices: 1,
    },
    {
      size: '12xlarge',
      localDisks: [1, 900],
      gpus: 4,
      vcpu: 48,
      memoryGiB: 192,
      networkGbps: 50,
      usdPerHour: 3.912,
      efaDevices: 1,
      bestFor: 'Batch inference',
    },
  ]),
  ...family(
    { family: 'g5', model: 'A10G', gpuMemoryGiB: 24, driver: 'open', bestFor: 'Inference, light training' },
    [
      {
        size: 'xlarge',
        localDisks: [1, 250],
        gpus: 1,
        vcpu: 4,
        memoryGiB: 16,
        networkGbps: 2.5,
        usdPerHour: 1.006,
      },
      {
        size: '2xlarge',
        localDisks: [1, 450],
        gpus: 1,
        vcpu: 8,
        memoryGiB: 32,
        networkGbps: 5,
        usdPerHour: 1.212,
      },
      {
        size: '4xlarge',
        localDisks: [1, 600],
        gpus: 1,
        vcpu: 16,
        memoryGiB: 64,
        networkGbps: 10,
        usdPerHour: 1.624,
      },
      {
        size: '12xlarge',
        localDisks: [1, 3800],
        gpus: 4,
        vcpu: 48,
        memoryGiB: 192,
        networkGbps: 40,
        usdPerHour: 5.672,
        efaDevices: 1,
        bestFor: 'Distributed training',
      },
      {
        size: '48xlarge',
        localDisks: [2, 3800],
        gpus: 8,
        vcpu: 192,
        memoryGiB: 768,
        networkGbps: 100,
        usdPerHour: 16.288,
        efaDevices: 1,
        bestFor: 'Distributed training',
      },
    ],
  ),
  ...family({ family: 'g6', model: 'L4', gpuMemoryGiB: 24, driver: 'open', bestFor: 'Inference' }, [
    {
      size: 'xlarge',
      localDisks: [1, 250],
      gpus: 1,
      vcpu: 4,
      memoryGiB: 16,
      networkGbps: 2.5,
      usdPerHour: 0.8048,
    },
    {
      size: '2xlarge',
      localDisks: [1, 450],
      gpus: 1,
      vcpu: 8,
      memoryGiB: 32,
      networkGbps: 5,
      usdPerHour: 0.9776,
    },
    {
      size: '4xlarge',
      localDisks: [1, 600],
      gpus: 1,
      vcpu: 16,
      memoryGiB: 64,
      networkGbps: 10,
      usdPerHour: 1.3232,
    },
    {
      size: '12xlarge',
      localDisks: [4, 940],
      gpus: 4,
      vcpu: 48,
      memoryGiB: 192,
      networkGbps: 40,
      usdPerHour: 4.6016,
      efaDevices: 1,
      bestFor: 'Batch inference',
    },
    {
      size: '48xlarge',
      localDisks: [8, 940],
      gpus: 8,
      vcpu: 192,
      memoryGiB: 768,
      networkGbps: 100,
      usdPerHour: 13.3504,
      efaDevices: 1,
      bestFor: 'Batch inference',
    },
  ]),
  ...family(
    {
      family: 'g6e',
      model: 'L40S',
      gpuMemoryGiB: 48,
      driver: 'open',
      bestFor: 'Inference of large models, fine-tuning',
    },
    [
      {
        size: 'xlarge',
        localDisks: [1, 250],
        gpus: 1,
        vcpu: 4,
        memoryGiB: 32,
        networkGbps: 2.5,
        usdPerHour: 1.861,
      },
      {
        size: '2xlarge',
        localDisks: [1, 450],
        gpus: 1,
        vcpu: 8,
        memoryGiB: 64,
        networkGbps: 5,
        usdPerHour: 2.2421,
      },
      {
        size: '4xlarge',
        localDisks: [1, 600],
        gpus: 1,
        vcpu: 16,
        memoryGiB: 128,
        networkGbps: 20,
        usdPerHour: 3.0042,
      },
      {
        size: '12xlarge',
        localDisks: [2, 1900],
        gpus: 4,
        vcpu: 48,
        memoryGiB: 384,
        networkGbps: 100,
        usdPerHour: 10.4926,
        efaDevices: 1,
        bestFor: 'Distributed training',
      },
      {
        size: '24xlarge',
        localDisks: [2, 1900],
        gpus: 4,
        vcpu: 96,
        memoryGiB: 768,
        networkGbps: 200,
        usdPerHour: 15.0656,
        efaDevices: 2,
        networkCards: 2,
        bestFor: 'Distributed training',
      },
      {
        size: '48xlarge',
        localDisks: [4, 1900],
        gpus: 8,
        vcpu: 192,
        memoryGiB: 1536,
        networkGbps: 400,
        usdPerHour: 30.1312,
        efaDevices: 4,
        networkCards: 4,
        bestFor: 'Large-scale training',
      },
    ],
  ),
];
