import type { InstanceType } from './instance-type';

type Cpu = Pick<InstanceType, 'name' | 'vcpu' | 'memoryGiB' | 'networkGbps' | 'usdPerHour' | 'bestFor'>;

const x86: readonly Cpu[] = [
  { name: 'c5.2xlarge', vcpu: 8, memoryGiB: 16, networkGbps: 2.5, usdPerHour: 0.34 },
  { name: 'c7i.2xlarge', vcpu: 8, memoryGiB: 16, networkGbps: 3.125, usdPerHour: 0.357 },
  { name: 'm6i.2xlarge', vcpu: 8, memoryGiB: 32, networkGbps: 3.125, usdPerHour: 0.384 },
  { name: 'm7i.large', vcpu: 2, memoryGiB: 8, networkGbps: 0.781, usdPerHour: 0.1008 },
  { name: 'm7i.xlarge', vcpu: 4, memoryGiB: 16, networkGbps: 1.562, usdPerHour: 0.2016 },
  { name: 'm7i.2xlarge', vcpu: 8, memoryGiB: 32, networkGbps: 3.125, usdPerHour: 0.4032 },
  { name: 'm7i.4xlarge', vcpu: 16, memoryGiB: 64, networkGbps: 6.25, usdPerHour: 0.8064 },
  { name: 't3a.small', vcpu: 2, memoryGiB: 2, networkGbps: 0.128, usdPerHour: 0.0188 },
  { name: 't3.small', vcpu: 2, memoryGiB: 2, networkGbps: 0.128, usdPerHour: 0.0208 },
  { name: 't3.medium', vcpu: 2, memoryGiB: 4, networkGbps: 0.256, usdPerHour: 0.0416 },
  { name: 't3.large', vcpu: 2, memoryGiB: 8, networkGbps: 0.512, usdPerHour: 0.0832 },
];

const arm64: readonly Cpu[] = [
  {
    name: 't4g.nano',
    vcpu: 2,
    memoryGiB: 0.5,
    networkGbps: 0.032,
    usdPerHour: 0.0042,
    bestFor: 'NAT instance',
  },
  { name: 't4g.micro', vcpu: 2, memoryGiB: 1, networkGbps: 0.064, usdPerHour: 0.0084 },
  { name: 't4g.small', vcpu: 2, memoryGiB: 2, networkGbps: 0.128, usdPerHour: 0.0168 },
];

function launchable(types: readonly Cpu[], architecture: InstanceType['architecture']): InstanceType[] {
  return types.map((type) => ({
    ...type,
    architecture,
    efaDevices: 0,
    networkCards: 1,
    capacityBlocks: false,
    hypervisor: 'nitro',
    launchable: true,
  }));
}

/**
 * Instance types without a GPU: nodes for pods that need none, and small NAT instances.
 *
 * Source: the tables of Karpenter named at `gpuInstanceTypes`.
 */
export const cpuInstanceTypes: readonly InstanceType[] = [
  ...launchable(x86, 'x86_64'),
  ...launchable(arm64, 'arm64'),
];
