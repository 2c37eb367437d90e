/** The GPUs of one Compute Engine instance. */
export interface GcpGpu {
  /** NVIDIA model. */
  readonly model: 'A100' | 'V100' | 'L4' | 'T4';
  /** Number of GPUs in the instance. */
  readonly count: number;
  /** Nominal memory of one GPU, in GiB. */
  readonly memoryGiB: number;
  /** Accelerator type of the Compute Engine API. */
  readonly acceleratorType: 'nvidia-tesla-a100' | 'nvidia-tesla-v100' | 'nvidia-l4' | 'nvidia-tesla-t4';
  /**
   * Whether the machine type includes the GPU. If so, an instance must not request an accelerator, but a GKE node pool
   * must name it.
   */
  readonly bundled: boolean;
}

/** A Compute Engine machine type with its GPUs. */
export interface GcpMachineType {
  /** API name, such as `a2-highgpu-1g`. */
  readonly name: string;
  /** Virtual CPUs. */
  readonly vcpu: number;
  /** RAM, in GiB. */
  readonly memoryGiB: number;
  /**
   * GPUs of the instance.
   *
   * @default - the type has none
   */
  readonly gpu?: GcpGpu;
  /** Zones of us-central1 that offer the machine type with its GPUs. */
  readonly zones: readonly string[];
  /** On-demand price of an instance with its GPUs, in US dollars an hour. */
  readonly usdPerHour: number;
  /** Spot price of an instance with its GPUs, in US dollars an hour; Google changes it up to once a day. */
  readonly spotUsdPerHour: number;
}

/** A machine type with GPUs. */
export type GpuMachineType = GcpMachineType & { readonly gpu: GcpGpu };

/**
 * Source of the figures of `gcpMachineTypes`: a price is the row of the machine type plus that of its GPUs.
 *
 * The source is identified by a commit instead of a date.
 */
export const gcpMachineTypePrices: { source: string; commit: string; region: string } = {
  source: 'skypilot-org/skypilot-catalog, catalogs/v8/gcp/vms.csv, from the Cloud Billing API',
  commit: '006059e0f18acb1341e22a27751e9f80df6ba92f',
  region: 'us-central1',
};

const allZones = ['us-central1-a', 'us-central1-b', 'us-central1-c', 'us-central1-f'];

function a100(count: number): GcpGpu {
  return { model: 'A100', count, memoryGiB: 40, acceleratorType: 'nvidia-tesla-a100', bundled: true };
}

const l4: GcpGpu = { model: 'L4', count: 1, memoryGiB: 24, acceleratorType: 'nvidia-l4', bundled: true };
const v100: GcpGpu = {
  model: 'V100',
  count: 1,
  memoryGiB: 16,
  acceleratorType: 'nvidia-tesla-v100',
  bundled: false,
};
const t4: GcpGpu = {
  model: 'T4',
  count: 1,
  memoryGiB: 16,
  acceleratorType: 'nvidia-tesla-t4',
  bundled: false,
};

/** Machine types with GPUs; an N1 type has a row for each GPU that can be attached to it. */
export const gpuMachineTypes: readonly GpuMachineType[] = [
  {
    name: 'a2-highgpu-1g',
    vcpu: 12,
    memoryGiB: 85,
    gpu: a100(1),
    zones: allZones,
    usdPerHour: 3.6734,
    spotUsdPerHour: 1.8039,
  },
  {
    name: 'a2-highgpu-2g',
    vcpu: 24,
    memoryGiB: 170,
    gpu: a100(2),
    zones: allZones,
    usdPerHour: 7.3468,
    spotUsdPerHour: 3.6077,
  },
  {
    name: 'a2-highgpu-4g',
    vcpu: 48,
    memoryGiB: 340,
    gpu: a100(4),
    zones: allZones,
    usdPerHour: 14.6935,
    spotUsdPerHour: 7.2154,
  },
  {
    name: 'a2-highgpu-8g',
    vcpu: 96,
    memoryGiB: 680,
    gpu: a100(8),
    zones: allZones,
    usdPerHour: 29.3871,
    spotUsdPerHour: 14.4308,
  },
  {
    name: 'n1-standard-8',
    vcpu: 8,
    memoryGiB: 30,
    gpu: v100,
    zones: allZones,
    usdPerHour: 2.86,
    spotUsdPerHour: 1.193,
  },
  {
    name: 'n1-standard-4',
    vcpu: 4,
    memoryGiB: 15,
    gpu: t4,
    zones: allZones,
    usdPerHour: 0.54,
    spotUsdPerHour: 0.2272,
  },
  {
    name: 'n1-standard-8',
    vcpu: 8,
    memoryGiB: 30,
    gpu: t4,
    zones: allZones,
    usdPerHour: 0.73,
    spotUsdPerHour: 0.2795,
  },
  {
    name: 'g2-standard-4',
    vcpu: 4,
    memoryGiB: 16,
    gpu: l4,
    zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
    usdPerHour: 0.7068,
    spotUsdPerHour: 0.2818,
  },
  {
    name: 'g2-standard-8',
    vcpu: 8,
    memoryGiB: 32,
    gpu: l4,
    zones: ['us-central1-a', 'us-central1-b', 'us-central1-c'],
    usdPerHour: 0.8536,
    spotUsdPerHour: 0.3406,
  },
];

/** Machine types without a GPU. E2 and N2 support none; N1 types are listed above, with their GPUs. */
export const cpuMachineTypes: readonly GcpMachineType[] = [
  {
    name: 'n2-standard-4',
    vcpu: 4,
    memoryGiB: 16,
    zones: allZones,
    usdPerHour: 0.1942,
    spotUsdPerHour: 0.0635,
  },
  {
    name: 'n2-standard-8',
    vcpu: 8,
    memoryGiB: 32,
    zones: allZones,
    usdPerHour: 0.3885,
    spotUsdPerHour: 0.127,
  },
  {
    name: 'e2-medium',
    vcpu: 2,
    memoryGiB: 4,
    zones: allZones,
    // Its two vCPUs are shared and billed as one: https://cloud.google.com/compute/vm-instance-pricing, 2026-11.
    // The source counts two; the price is that of one vCPU and 4 GiB in the E2 rows.
    usdPerHour: 0.0335,
    spotUsdPerHour: 0.0147,
  },
  {
    name: 'e2-standard-4',
    vcpu: 4,
    memoryGiB: 16,
    zones: allZones,
    usdPerHour: 0.134,
    spotUsdPerHour: 0.0588,
  },
  {
    name: 'e2-standard-8',
    vcpu: 8,
    memoryGiB: 32,
    zones: allZones,
    usdPerHour: 0.268,
    spotUsdPerHour: 0.1176,
  },
];

/** Every machine type in the catalog. */
export const gcpMachineTypes: readonly GcpMachineType[] = [...gpuMachineTypes, ...cpuMachineTypes];

/**
 * Finds a machine type with an accelerator; undefined if the catalog does not list the pair.
 *
 * @param acceleratorType - GPU attached to an N1 type. Default: the GPU that the machine type includes, if any.
 */
export function findGcpMachineType(name: string, acceleratorType?: string): GcpMachineType | undefined {
  return gcpMachineTypes.find(
    ({ name: other, gpu }) =>
      other === name &&
      (acceleratorType === undefined
        ? gpu === undefined || gpu.bundled
        : gpu?.acceleratorType === acceleratorType),
  );
}
