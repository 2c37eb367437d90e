import {
  gcpMachineTypePrices,
  gcpMachineTypes,
  type GcpMachineType,
} from '../../../catalog/gcp-machine-types';
import { error, warning, type Problem } from '../../problem';
import { didYouMean } from '../../spelling';
import { isZoneOf, runsSystemPods } from '../../gcp/node-machines';
import type { GcpConfig, NodePoolConfig } from '../../schema/gcp';
import { checkCount } from './machines';
import { checkSize } from '../size';

const poolsPath = 'gcp.cluster.nodePools';

/** Checks the node pools of the cluster against the catalog and the rules of GKE. */
export function checkGcpCluster(gcp: GcpConfig): Problem[] {
  if (!gcp.cluster) return [];
  return [
    ...checkSystemPods(gcp.cluster),
    ...Object.entries(gcp.cluster.nodePools).flatMap(([key, pool]) => {
      const path = `${poolsPath}.${key}`;
      return [
        ...checkSize(path, pool),
        ...checkMachine(gcp, path, pool),
        ...checkZones(gcp, path, pool),
        ...checkLabels(path, pool),
      ];
    }),
  ];
}

/** GKE runs DNS, metrics and more as pods, which tolerate neither GPUs nor the taints of a person. */
function checkSystemPods({ nodePools, regional }: NonNullable<GcpConfig['cluster']>): Problem[] {
  const pools = Object.values(nodePools).filter(runsSystemPods);
  if (pools.length === 0) {
    return [
      error(
        poolsPath,
        'has no pool for the pods of GKE itself; add one without GPUs and taints, such as machineType e2-standard-4 with min 1 and max 3.',
      ),
    ];
  }
  if (pools.every(({ min }) => min === 0)) {
    return [
      error(
        poolsPath,
        'may all shrink to nothing, and then the pods of GKE itself have no node; set min of a pool without GPUs and taints to at least 1.',
      ),
    ];
  }
  if (regional && pools.every(({ spot }) => spot)) {
    return [
      warning(
        poolsPath,
        'have Spot nodes only for the pods of GKE itself, DNS among them, so that Google may take back all of them at once; add a small pool with spot false.',
      ),
    ];
  }
  return [];
}

function checkMachine(gcp: GcpConfig, path: string, pool: NodePoolConfig): Problem[] {
  const { gpu, machineType } = pool;
  const sameName = gcpMachineTypes.filter(({ name }) => name === machineType);
  if (sameName.length === 0) {
    const known = names(gcpMachineTypes);
    return [
      error(
        `${path}.machineType`,
        `"${machineType}" is not a machine type that the catalog knows; use ${known.join(', ')}, or add it to lib/catalog/gcp-machine-types.ts.` +
          didYouMean(machineType, known),
      ),
    ];
  }
  const own = sameName.find((type) => type.gpu === undefined || type.gpu.bundled);
  if (gpu === undefined) {
    return own ? checkOffering(gcp, path, pool, own) : [missingGpu(path, pool, sameName)];
  }
  const type = sameName.find(
    (each) => !each.gpu?.bundled && each.gpu?.acceleratorType === gpu.acceleratorType,
  );
  if (type === undefined) return [wrongGpu(path, pool, gpu, sameName)];
  return [...checkCount(path, gpu, type.vcpu), ...checkOffering(gcp, path, pool, type)];
}

function missingGpu(
  path: string,
  { machineType }: NodePoolConfig,
  types: readonly GcpMachineType[],
): Problem {
  return error(
    `${path}.gpu`,
    `is missing: the catalog knows ${machineType} with GPUs only; add acceleratorType ${accelerators(types).join(' or ')}, or use a machine type such as n2-standard-8.`,
  );
}

function wrongGpu(
  path: string,
  { machineType }: NodePoolConfig,
  { acceleratorType }: NonNullable<NodePoolConfig['gpu']>,
  types: readonly GcpMachineType[],
): Problem {
  const bundled = types.find(({ gpu }) => gpu?.bundled)?.gpu;
  if (bundled) {
    return error(
      `${path}.gpu`,
      `"${acceleratorType}" cannot be attached: ${machineType} brings ${bundled.count} ${bundled.model}; remove gpu.`,
    );
  }
  const allowed = accelerators(types);
  if (allowed.length === 0) {
    const others = gcpMachineTypes.filter(({ gpu }) => gpu?.acceleratorType === acceleratorType);
    const fix = others.length > 0 ? `remove gpu, or use ${names(others).join(' or ')}` : 'remove gpu';
    return error(
      `${path}.gpu`,
      `"${acceleratorType}" cannot be attached: ${machineType} takes no GPU; ${fix}.`,
    );
  }
  return error(
    `${path}.gpu.acceleratorType`,
    `"${acceleratorType}" does not go with ${machineType}; use ${allowed.join(' or ')}.` +
      didYouMean(acceleratorType, allowed),
  );
}

/** Zones that do not have the machine. Where none is named, those of the catalog are taken, or that of the cluster. */
function checkOffering(
  gcp: GcpConfig,
  path: string,
  pool: NodePoolConfig,
  { gpu, name, zones: offered }: GcpMachineType,
): Problem[] {
  const machine = gpu ? `"${name}" with ${gpu.model}` : `"${name}"`;
  const isCatalogRegion = gcp.region === gcpMachineTypePrices.region;
  if (!pool.zones && gcp.cluster?.regional) {
    // Zones differ in their GPUs only.
    if (isCatalogRegion || !gpu) return [];
    const command = `gcloud compute accelerator-types list --filter="name=${gpu.acceleratorType} AND zone~${gcp.region}"`;
    return [
      warning(
        `${path}.zones`,
        `is missing, and the catalog does not know which zones of ${gcp.region} have ${machine}; set those of ${command}.`,
      ),
    ];
  }
  const [setting, wanted] = pool.zones
    ? ([`${path}.zones`, pool.zones] as const)
    : (['gcp.zone', [gcp.zone]] as const);
  const without = wanted.filter((zone) => isZoneOf(zone, gcp.region) && !offered.includes(zone));
  if (without.length === 0) return [];
  if (isCatalogRegion) {
    return [
      error(
        `${path}.machineType`,
        `${machine} is not offered in ${without.join(', ')}; set ${setting} to ${offered.join(pool.zones ? ', ' : ' or ')}.`,
        [setting],
      ),
    ];
  }
  if (!gpu) return [];
  return [
    warning(
      `${path}.machineType`,
      `${machine}: the catalog cannot tell whether ${without.join(', ')} has it; see gcloud compute accelerator-types list --filter="zone:(${without.join(' ')})".`,
      [setting],
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

/** GKE refuses labels of Kubernetes itself: https://cloud.google.com/kubernetes-engine/docs/how-to/update-existing-nodepools, 2026-11. */
function checkLabels(path: string, { labels }: NodePoolConfig): Problem[] {
  return Object.keys(labels)
    .filter((key) => /^([a-z0-9.-]*\.)?(kubernetes|k8s)\.io\//.test(key))
    .map((key) =>
      error(`${path}.labels.${key}`, `"${key}" belongs to Kubernetes; use a prefix of your own, or none.`),
    );
}

function accelerators(types: readonly GcpMachineType[]): string[] {
  return types.flatMap(({ gpu }) => gpu?.acceleratorType ?? []);
}

function names(types: readonly GcpMachineType[]): string[] {
  return [...new Set(types.map(({ name }) => name))];
}
