import { findGcpMachineType } from '../../catalog/gcp-machine-types';
import type { GcpConfig, GpuConfig, NodePoolConfig } from '../schema/gcp';

/** Taint key that GKE adds to nodes with GPUs: https://cloud.google.com/kubernetes-engine/docs/how-to/gpus, 2026-11. */
export const gpuTaintKey = 'nvidia.com/gpu';

/** Only GKE's own pods tolerate this taint: https://cloud.google.com/kubernetes-engine/docs/how-to/isolate-workloads-dedicated-nodes, 2026-11. */
const systemTaintKey = 'components.gke.io/gke-managed-components';

/** Number of zones of a regional cluster without explicit zones: https://cloud.google.com/kubernetes-engine/docs/concepts/regional-clusters */
export const defaultZones = 3;

/** GPUs of a node, included in the machine type or attached to an N1 instance. A node pool must name both. */
export function nodeGpu({ gpu, machineType }: NodePoolConfig): GpuConfig | undefined {
  return gpu ?? findGcpMachineType(machineType)?.gpu;
}

/**
 * Zones of the nodes of a pool.
 *
 * @returns Undefined if the catalog lacks the region: GKE then uses the zones of the cluster.
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

/** Whether GKE's own pods, such as DNS, can run in the pool. */
export function runsSystemPods(pool: NodePoolConfig): boolean {
  return (
    nodeGpu(pool) === undefined &&
    pool.taints.every(({ effect, key }) => effect === 'PreferNoSchedule' || key === systemTaintKey)
  );
}

export function isZoneOf(zone: string, region: string): boolean {
  return zone.slice(0, -2) === region;
}
