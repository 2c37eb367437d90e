import { findGcpMachineType } from '../catalog';
import type { GcpConfig, GpuConfig } from '../config/schema/gcp';

/** Instances of one kind, at their maximum number. */
interface Instances {
  readonly machineType: string;
  readonly gpu?: GpuConfig | undefined;
  readonly spot: boolean;
  readonly count: number;
  /** GB of disks of one instance. */
  readonly diskGb: number;
  readonly publicAddress: boolean;
}

/** Quotas that count the vCPUs of a machine family: https://cloud.google.com/compute/resource-usage, 2026-11. */
const cpuQuotas: Readonly<Record<string, string>> = {
  a2: 'A2_CPUS',
  n2: 'N2_CPUS',
  n1: 'CPUS',
  e2: 'CPUS',
};

/**
 * Amount of each Compute Engine quota that the companion needs if every VM runs and every fleet and pool is at its
 * maximum size, by the name of the quota.
 *
 * `GPUS_ALL_REGIONS` is a quota of the project, the others are of the region. The vCPUs of G2 are not counted.
 */
export function quotasAtLargest(gcp: GcpConfig): ReadonlyMap<string, number> {
  const needed = new Map<string, number>();
  const add = (quota: string, amount: number) => {
    if (amount > 0) needed.set(quota, (needed.get(quota) ?? 0) + amount);
  };
  for (const { machineType, gpu, spot, count, diskGb, publicAddress } of instances(gcp)) {
    const type = findGcpMachineType(machineType, gpu?.acceleratorType);
    const gpus = (gpu?.count ?? type?.gpu?.count ?? 0) * count;
    add('GPUS_ALL_REGIONS', gpus);
    if (type?.gpu) add(`${spot ? 'PREEMPTIBLE_' : ''}NVIDIA_${type.gpu.model}_GPUS`, gpus);
    const cpuQuota = cpuQuotas[machineType.split('-')[0] ?? ''];
    if (cpuQuota) add(cpuQuota, (type?.vcpu ?? 0) * count);
    // pd-balanced counts as SSD as well.
    add('SSD_TOTAL_GB', diskGb * count);
    if (publicAddress) add('IN_USE_ADDRESSES', count);
  }
  return new Map([...needed].toSorted(([one], [other]) => one.localeCompare(other)));
}

function instances({ cluster, fleets, trainingVms }: GcpConfig): Instances[] {
  return [
    ...Object.values(trainingVms).map((vm) => ({
      ...vm,
      count: 1,
      diskGb: vm.bootDiskGb + (vm.dataDisk?.sizeGb ?? 0),
    })),
    ...Object.values(fleets).map((fleet) => ({
      ...fleet,
      count: fleet.max,
      diskGb: fleet.bootDiskGb,
      publicAddress: false,
    })),
    ...Object.values(cluster?.nodePools ?? {}).map((pool) => ({
      ...pool,
      count: pool.max,
      publicAddress: false,
    })),
  ];
}
