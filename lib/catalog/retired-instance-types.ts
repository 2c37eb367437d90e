import type { InstanceType } from './instance-type';

type Retired = Pick<
  InstanceType,
  'name' | 'vcpu' | 'memoryGiB' | 'networkGbps' | 'ebsMBps' | 'maxPods' | 'usdPerHour' | 'replacement'
> & {
  readonly gpus: number;
};

const p3: readonly Retired[] = [
  {
    name: 'p3.2xlarge',
    vcpu: 8,
    memoryGiB: 61,
    gpus: 1,
    networkGbps: 2.5,
    ebsMBps: 218.75,
    maxPods: 58,
    usdPerHour: 3.06,
    replacement: 'g6e.2xlarge',
  },
  {
    name: 'p3.8xlarge',
    vcpu: 32,
    memoryGiB: 244,
    gpus: 4,
    networkGbps: 10,
    ebsMBps: 875,
    maxPods: 234,
    usdPerHour: 12.24,
    replacement: 'g6e.12xlarge',
  },
  {
    name: 'p3.16xlarge',
    vcpu: 64,
    memoryGiB: 488,
    gpus: 8,
    networkGbps: 25,
    ebsMBps: 1750,
    maxPods: 234,
    usdPerHour: 24.48,
    replacement: 'p4d.24xlarge',
  },
];

/**
 * Types that EC2 stopped describing in 2026, and that current Deep Learning AMI notes omit; prices are still listed.
 *
 * Sizes: Karpenter's instance type reference of v1.0. Prices: as of the other types. EBS: Amazon EC2 User Guide,
 * "Amazon EBS-optimized instances". Checked 2026-11-24. Pods:
 * https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/maxpods/eni-max-pods.txt, read 2026-11-28.
 */
export const retiredInstanceTypes: readonly InstanceType[] = p3.map(({ gpus, ...type }) => ({
  ...type,
  gpu: { model: 'V100', count: gpus, memoryGiB: 16 },
  architecture: 'x86_64',
  efaDevices: 0,
  networkCards: 1,
  hypervisor: 'xen',
  launchable: false,
  capacityBlocks: false,
}));
