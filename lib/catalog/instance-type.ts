/** The GPUs of one instance. */
export interface Gpu {
  /** NVIDIA model, in EC2's words: `A10G`, `RTX PRO 4500`. */
  readonly model: string;
  /** Number of GPUs in the instance. */
  readonly count: number;
  /** Nominal memory of one GPU, in GiB. The driver shows a little less on A10G, L4 and L40S. */
  readonly memoryGiB: number;
  /**
   * Share of a physical GPU that a partial one has: 0.125 on g6f.large.
   *
   * @default - whole GPUs
   */
  readonly share?: number;
}

/** Local NVMe disks of one instance. Their data is lost when the instance stops. */
export interface LocalDisks {
  /** Number of disks. */
  readonly count: number;
  /** Size of one disk, in gigabytes of 10⁹ bytes. */
  readonly gigabytes: number;
}

/** An EC2 instance type: size, price and capabilities. */
export interface InstanceType {
  /** API name, such as `g5.xlarge`. */
  readonly name: string;
  /** Virtual CPUs; EC2 quotas for GPU instances are vCPU counts. */
  readonly vcpu: number;
  /** RAM, in GiB. */
  readonly memoryGiB: number;
  /**
   * GPUs of the instance.
   *
   * @default - the type has none
   */
  readonly gpu?: Gpu;
  /** Baseline network bandwidth, in Gbit/s; "up to" types burst above it for a while. */
  readonly networkGbps: number;
  /** Baseline throughput of all EBS volumes together, in MB/s. */
  readonly ebsMBps: number;
  /**
   * Linux on-demand price, in US dollars an hour; date, region and source in `instanceTypePrices`.
   *
   * @default - unknown, as of types that are sold in Capacity Blocks only
   */
  readonly usdPerHour?: number;
  /** Largest number of Elastic Fabric Adapter devices; 0 when the type has none. */
  readonly efaDevices: number;
  /** Network cards. Where there are several, each carries one EFA device, except the first when there is one too few. */
  readonly networkCards: number;
  /**
   * Pods that the addresses of a node's network interfaces allow. EKS limits it further: see `nodeCapacity`.
   */
  readonly maxPods: number;
  /**
   * Local NVMe disks.
   *
   * @default - the type has none
   */
  readonly localDisks?: LocalDisks;
  /** Whether AWS sells the type in Capacity Blocks for ML, in some regions. */
  readonly capacityBlocks: boolean;
  /** Processor architecture of the images that boot on the type. */
  readonly architecture: 'x86_64' | 'arm64';
  /** Hypervisor: on `nitro`, EBS volumes appear as NVMe devices; on `xen`, as `/dev/xvd*`. */
  readonly hypervisor: 'nitro' | 'xen';
  /** Whether a new account can still launch the type. */
  readonly launchable: boolean;
  /**
   * The type to use instead when this one cannot be launched: at least the same vCPUs, RAM, GPUs and GPU
   * memory, for less money.
   *
   * @default - none, since the type can be launched
   */
  readonly replacement?: string;
  /**
   * NVIDIA kernel module that the image must carry: `open` supports Turing (T4) and later only, so V100
   * needs `proprietary`. Source: NVIDIA's driver installation guide, "Kernel modules".
   *
   * @default - none, since the type has no GPU
   */
  readonly driver?: 'proprietary' | 'open';
  /**
   * Use for which the type is a good choice, in a few words.
   *
   * @default - no advice
   */
  readonly bestFor?: string;
}
