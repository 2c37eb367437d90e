import { findGcpMachineType } from '../../catalog/gcp-machine-types';
import type { GcpConfig, GpuConfig, NodePoolConfig } from '../schema/gcp';

/** The key that GKE taints nodes with GPUs with: https://cloud.google.com/kubernetes-engine/docs/how-to/gpus, 2026-11. */
export const gpuTaintKey = 'nvidia.com/gpu';

/** Pods of GKE's own tolerate this taint, others do not: https://cloud.google.com/kubernetes-engine/docs/how-to/isolate-workloads-dedicated-nodes, 2026-11. */
const systemTaintKey = 'components.gke.io/gke-managed-components';

/** Zones of a regional cluster that names none: https://cloud.google.com/kubernetes-engine/docs/concepts/regional-clusters */
export const defaultZones = 3;

/** GPUs of a node, whether the machine type has them or they are attached to an N1 instance. A node pool names both. */
export function nodeGpu({ gpu, machineType }: NodePoolConfig): GpuConfig | undefined {
  return gpu ?? findGcpMachineType(machineType)?.gpu;
}

/**
 * Zones of the nodes of a pool.
 *
 * @returns nothing when the catalog does not know the region: GKE then takes the zones of the cluster.
 */
export function nodeZones(
  { cluster, region, zone }: GcpConfig,
  { gpu, machineType, zones }: NodePoolConfig,
): readonly string[] | undefined {
  if (zones) return zones;
  if (!cluster?.regional) return [zone];
  const offered = findGcpMachineType(machineType, gpu?.acceleratorType)?.zones.filter((each) =>
    isZoneOf(each, region),
  );
  return offered?.length ? offered : undefined;
}

/** Whether the pods that GKE itself runs, such as DNS, may run in the pool. */
export function runsSystemPods(pool: NodePoolConfig): boolean {
  return (
    nodeGpu(pool) === undefined &&
    pool.taints.every(({ effect, key }) => effect === 'PreferNoSchedule' || key === systemTaintKey)
  );
}

/** Whether the zone is one of the region. */
export function isZoneOf(zone: string, region: string): boolean {
  return zone.slice(0, -2) === region;
}
