import { gcpMachineTypePrices, type GcpMachineType } from '../../../catalog/gcp-machine-types';
import { error, warning, type Problem } from '../../problem';
import { isZoneOf, runsSystemPods } from '../../gcp/node-pools';
import type { GcpConfig, NodePoolConfig } from '../../schema/gcp';
import { checkMachineType, checkOffered } from './machine-type';
import { checkOpenRange } from '../open-range';
import { checkSize } from '../size';

const poolsPath = 'gcp.cluster.nodePools';

/** Checks the node pools of the cluster against the catalog and the rules of GKE. */
export function checkGcpCluster(gcp: GcpConfig): Problem[] {
  if (!gcp.cluster) return [];
  return [
    ...checkSystemPods(gcp.cluster),
    ...gcp.cluster.authorizedCidrs.flatMap((cidr, index) =>
      checkOpenRange(`gcp.cluster.authorizedCidrs.${index}`, cidr, []),
    ),
    ...Object.entries(gcp.cluster.nodePools).flatMap(([key, pool]) => {
      const path = `${poolsPath}.${key}`;
      const { problems, type } = checkMachineType(path, pool, false);
      return [
        ...checkSize(path, pool),
        ...problems,
        ...(type ? checkOffering(gcp, path, pool, type) : []),
        ...checkZones(gcp, path, pool),
      ];
    }),
  ];
}

/** GKE runs DNS, metrics and more as pods that tolerate neither the GPU taint nor taints that a user adds. */
function checkSystemPods({ nodePools, regional }: NonNullable<GcpConfig['cluster']>): Problem[] {
  const pools = Object.values(nodePools).filter(runsSystemPods);
  if (pools.length === 0) {
    return [
      error(
        poolsPath,
        "has no pool for GKE's own pods; add one without GPUs and taints, such as machineType e2-standard-4 with min 1 and max 3.",
      ),
    ];
  }
  if (pools.every(({ min }) => min === 0)) {
    return [
      error(
        poolsPath,
        "can all scale in to 0, which leaves no node for GKE's own pods; set min of a pool without GPUs and taints to at least 1.",
      ),
    ];
  }
  if (regional && pools.every(({ spot }) => spot)) {
    return [
      warning(
        poolsPath,
        "have only Spot nodes for GKE's own pods, such as DNS, and Google can reclaim all of them at once; add a small pool with spot false.",
      ),
    ];
  }
  return [];
}

/** Checks the zones of a pool. A pool without zones gets those of the catalog, or that of the cluster. */
function checkOffering(gcp: GcpConfig, path: string, pool: NodePoolConfig, type: GcpMachineType): Problem[] {
  if (pool.zones) return checkOffered(path, type, gcp, [`${path}.zones`, pool.zones]);
  if (!gcp.cluster?.regional) return checkOffered(path, type, gcp, ['gcp.zone', gcp.zone]);
  // All zones have the machine types without GPUs.
  if (gcp.region === gcpMachineTypePrices.region || !type.gpu) return [];
  const { acceleratorType, model } = type.gpu;
  const command = `gcloud compute accelerator-types list --filter="name=${acceleratorType} AND zone~${gcp.region}"`;
  return [
    warning(
      `${path}.zones`,
      `is missing, and the catalog does not list which zones of ${gcp.region} have "${type.name}" with ${model}; set those of ${command}.`,
    ),
  ];
}

function checkZones(
  { cluster, region, zone }: GcpConfig,
  path: string,
  { zones = [] }: NodePoolConfig,
): Problem[] {
  const elsewhere = zones.filter((each) => !isZoneOf(each, region));
  if (elsewhere.length > 0) {
    return [
      error(
        `${path}.zones`,
        `"${elsewhere.join('", "')}" is not in ${region}, where the subnet is; use zones such as ${region}-a.`,
      ),
    ];
  }
  if (cluster?.regional || zones.length === 0 || zones.includes(zone)) return [];
  return [
    warning(
      `${path}.zones`,
      `"${zones.join('", "')}" does not have the control plane, which is in ${zone} (gcp.zone): nodes then depend on two zones. Add ${zone}, or set gcp.cluster.regional to true.`,
      ['gcp.zone', 'gcp.cluster.regional'],
    ),
  ];
}
