import {
  ACCELERATOR_LABEL,
  findOfferings,
  instanceTypes,
  largestPod,
  nodeCapacity,
  type InstanceType,
} from '../../catalog';
import { list } from '../show';
import { EFA_RESOURCE, nodeSettings } from './group-hardware';
import { GPU_RESOURCE, RESOURCE_TAG_PREFIX, typesOf, without, type Group } from './group-node';
import type { LabelRule, Pod, Taint } from './pod';
import { formatQuantity, mebibytes, millicores, pieces, type Thousandths } from './quantity';

/** A request that is larger than what is left. */
export interface Excess {
  readonly resource: string;
  readonly asked: Thousandths;
  readonly free: Thousandths;
}

/** Advice for a pod that does not tolerate the taints of a group. */
export function adviceOnTaints({ key }: Group, taints: readonly Taint[]): string {
  const written = list(taints.map(({ key: name, value, effect }) => `${name}=${value}:${effect}`));
  const tolerations = taints.map(
    ({ key: name, value, effect }) =>
      `{key: ${name}, operator: Equal, value: ${JSON.stringify(value)}, effect: ${effect}}`,
  );
  const noun = taints.length === 1 ? 'taint' : 'taints';
  return `group ${key} has the ${noun} ${written}; add to the pod tolerations: [${tolerations.join(', ')}]`;
}

/** Labels of GPU Feature Discovery, which the platform does not install. */
const FEATURE_DISCOVERY = /^nvidia\.com\/(gpu|mig|cuda|vgpu)\./;

const GENERATED_NAME = ['eks.amazonaws.com/nodegroup', 'nodegroup-name'];

/** Advice for a pod that selects a label which the nodes of a group lack. */
export function adviceOnLabel(rule: LabelRule, { key, config }: Group, groups: readonly Group[]): string {
  const asked = describe(rule);
  const known = groups.flatMap(({ real }) => real.map(({ labels }) => labels));
  if (FEATURE_DISCOVERY.test(rule.key) && !known.some((labels) => rule.key in labels)) {
    return `no group has the label ${asked}, which is of GPU Feature Discovery; ${useAccelerator(groups)}`;
  }
  if (rule.key === ACCELERATOR_LABEL) return `no group has ${asked}; ${useAccelerator(groups)}`;
  if (GENERATED_NAME.includes(rule.key) && !config.name) {
    return `${rule.key} of group ${key} is a generated name; use a label of cluster.nodeGroups.${key}.labels`;
  }
  if (rule.operator === 'NotIn' || rule.operator === 'DoesNotExist') {
    return `group ${key} has the label that ${asked} excludes; use a group without it`;
  }
  const values = [...new Set(known.flatMap((labels) => labels[rule.key] ?? []))];
  const path = `cluster.nodeGroups.${key}.labels`;
  if (values.length === 0) {
    return `no group has the label ${rule.key}; add it to ${path}, or remove it from the pod`;
  }
  if (values.some((value) => rule.values.includes(value))) {
    return `group ${key} lacks the label ${asked}; use a group that has it, or add it to ${path}`;
  }
  return `no group has ${asked}; use ${list(values)}, or add it to ${path}`;
}

function describe({ key, operator, values }: LabelRule): string {
  if (operator === 'In')
    return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`;
  return operator === 'Exists'
    ? key
    : `${key} ${operator}${values.length > 0 ? ` (${values.join(', ')})` : ''}`;
}

function useAccelerator(groups: readonly Group[]): string {
  const pairs = groups.flatMap(({ key, real }) => {
    const name = real[0]?.labels[ACCELERATOR_LABEL];
    return name ? [`${name} (group ${key})`] : [];
  });
  return pairs.length > 0
    ? `use ${ACCELERATOR_LABEL} with ${list(pairs)}`
    : 'add a group with GPUs to cluster.nodeGroups';
}

/** Advice for a pod that asks for a resource which no node of a group offers. */
export function adviceOnResource({ resource, asked }: Excess, { key }: Group): string {
  if (resource === EFA_RESOURCE) {
    return `the nodes of group ${key} have no EFA interfaces; set efa: true in cluster.nodeGroups.${key} with a type that has them, or remove ${EFA_RESOURCE} from the pod`;
  }
  return `group ${key} offers no ${resource}; add the tag ${RESOURCE_TAG_PREFIX}${resource}: "${formatQuantity(resource, asked)}" to cluster.nodeGroups.${key}.tags once a plug-in of yours offers it on its nodes`;
}

/** Advice for a pod that is larger than what a node of a group has left. */
export function adviceOnSize(
  { resource, asked, free }: Excess,
  group: Group,
  groups: readonly Group[],
  pod: Pod,
): string {
  const { key, config } = group;
  const wanted = formatQuantity(resource, asked);
  const most = formatQuantity(resource, free);
  if (resource === 'ephemeral-storage') {
    const larger = moreDisk(asked, group);
    return `it asks for ${wanted} of disk, and the largest pod of group ${key} has ${most}; ${larger}lower the request`;
  }
  if (resource === 'pods') {
    return `the nodes of group ${key} (${config.instanceTypes[0]}) take no pod besides those of the add-ons; use a larger type`;
  }
  const larger = largerType(group, pod);
  const fix = larger
    ? `use ${larger} in cluster.nodeGroups.${key}, or lower the request`
    : 'lower the request';
  if (resource === GPU_RESOURCE) {
    if (free === 0n)
      return `group ${key} has no GPUs; use a group with GPUs, or remove ${GPU_RESOURCE} from the pod`;
    const counts = groups.map(({ real }) => real[0]?.free[GPU_RESOURCE] ?? 0n);
    const highest = counts.reduce((one, other) => (other > one ? other : one), 0n);
    return `it asks for ${wanted} GPUs (${GPU_RESOURCE}), and a node has at most ${formatQuantity(resource, highest)}; ${fix}`;
  }
  const noun = resource === 'cpu' ? 'CPU' : resource;
  return `it asks for ${wanted} of ${noun}, and the largest pod of group ${key} (${config.instanceTypes[0]}) has ${most}; ${fix}`;
}

/** Largest gp3 volume: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
const LARGEST_VOLUME_GIB = 65_536;

/** How a group gets a disk for a pod with that much, as the beginning of a list; empty if there is none. */
function moreDisk(asked: Thousandths, { key, config }: Group): string {
  if (config.localDisks === 'raid0')
    return `use a type with larger local disks in cluster.nodeGroups.${key}, or `;
  const volumeGiB = volumeFor(asked, config.kubeletReserved?.diskGiB);
  return volumeGiB ? `set cluster.nodeGroups.${key}.volumeGiB to ${volumeGiB} or more, or ` : '';
}

/** The smallest volume whose nodes take a pod with that much disk: the reverse of `nodeCapacity`. */
function volumeFor(asked: Thousandths, reservedGiB = 1): number | undefined {
  const gib = Number(asked / 1000n) / 2 ** 30;
  const volumeGiB = Math.ceil(((Math.ceil((gib * 100) / 98) + reservedGiB) * 10) / 9);
  return volumeGiB <= LARGEST_VOLUME_GIB ? volumeGiB : undefined;
}

/** The cheapest type with the same GPU model that takes the pod and is sold in a zone of the group. */
function largerType({ config, daemons, imagined, zones }: Group, pod: Pod): string | undefined {
  const [first] = typesOf(config) ?? [];
  if (!first) return undefined;
  const asked = (resource: string) => pod.requests[resource] ?? 0n;
  const offerings = findOfferings(imagined.labels['topology.kubernetes.io/region'] ?? '');
  const isSold = ({ name }: InstanceType) => {
    const sellers = offerings?.zonesByType.get(name);
    // Without zones in the catalog, the list of a region is all that is known.
    return !offerings || (sellers?.some((zone) => zones.includes(zone)) ?? false) || sellers?.length === 0;
  };
  const takes = (type: InstanceType) => {
    const { cpuMillicores, memoryMiB, gpus } = largestPod(
      without(daemons, nodeCapacity([type], nodeSettings(config, [type]))),
    );
    return (
      millicores(cpuMillicores) >= asked('cpu') &&
      mebibytes(memoryMiB) >= asked('memory') &&
      pieces(gpus) >= asked(GPU_RESOURCE)
    );
  };
  return [...instanceTypes.values()]
    .filter(
      (type) =>
        type.launchable &&
        type.architecture === first.architecture &&
        type.gpu?.model === first.gpu?.model &&
        type.gpu?.share === undefined &&
        type.usdPerHour !== undefined &&
        isSold(type) &&
        takes(type),
    )
    .toSorted((one, other) => one.usdPerHour! - other.usdPerHour!)[0]?.name;
}
