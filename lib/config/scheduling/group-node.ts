import {
  ACCELERATOR_LABEL,
  acceleratorName,
  findInstanceType,
  largestPod,
  nodeCapacity,
  type Amounts,
  type InstanceType,
} from '../../catalog';
import { DEVICE_PLUGIN_CONFIG_LABEL, gpuShares, sharingConfig } from '../add-ons';
import type { ClusterConfig, NodeGroupConfig, PlatformConfig } from '../schema/platform';
import { EFA_RESOURCE, efaInterfaceCount, imageType, nodeSettings } from './group-hardware';
import { daemonRequests } from './platform-pods';
import { gibibytes, mebibytes, millicores, parseQuantity, pieces, type Thousandths } from './quantity';

/** Name of the resource that NVIDIA's device plugin offers. */
export const GPU_RESOURCE = 'nvidia.com/gpu';

/** Nodes with this label at `false` have a built-in device plugin. The NVIDIA GPU operator uses the same name. */
export const BUILT_IN_DEVICE_PLUGIN_LABEL = 'nvidia.com/gpu.deploy.device-plugin';

const AUTOSCALER = 'k8s.io/cluster-autoscaler';

/** Prefix of the tags of a managed node group that cluster-autoscaler reads; of them it reads the resources only. */
export const TEMPLATE_TAG_PREFIX = `${AUTOSCALER}/node-template/`;

/** Prefix of the tags of a managed node group by which cluster-autoscaler knows what an empty group would offer. */
export const RESOURCE_TAG_PREFIX = `${TEMPLATE_TAG_PREFIX}resources/`;

/** Amounts by the name of the resource, in thousandths of a unit. */
export type Resources = Readonly<Record<string, Thousandths>>;

/** A node as the scheduler sees it. */
export interface GroupNode {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: NodeGroupConfig['taints'];
  /** What is left for pods beside the add-ons that run on every node. */
  readonly free: Resources;
}

/** A node group with the nodes that it has, and the one that cluster-autoscaler imagines while it has none. */
export interface Group {
  /** Key in `cluster.nodeGroups`. */
  readonly key: string;
  readonly config: NodeGroupConfig;
  /** Into how many shares each GPU is divided; 1 for none. */
  readonly gpuShares: number;
  /** Full names of the zones of its nodes. */
  readonly zones: readonly string[];
  /** What the platform runs on each of its nodes. */
  readonly daemons: Amounts;
  readonly imagined: GroupNode;
  /** One node for each zone and instance type. */
  readonly real: readonly GroupNode[];
}

/** The catalog's entries of a group's types; undefined if it lacks one. */
export function typesOf({
  instanceTypes,
}: Pick<NodeGroupConfig, 'instanceTypes'>): [InstanceType, ...InstanceType[]] | undefined {
  const types = instanceTypes.map(findInstanceType);
  return types.every((type) => type !== undefined) ? (types as [InstanceType, ...InstanceType[]]) : undefined;
}

/** Whether the instances of a group have GPUs. */
export function hasGpus(config: Pick<NodeGroupConfig, 'instanceTypes'>): boolean {
  return typesOf(config)?.[0].gpu !== undefined;
}

/** Kubernetes version of the nodes. */
export function nodeVersion({
  nodeVersion: own,
  version,
}: Pick<ClusterConfig, 'nodeVersion' | 'version'>): string {
  return own ?? version;
}

/**
 * Labels of the nodes of a group: those of the configuration, and those that its hardware and image imply.
 *
 * @param shares - Into how many shares each GPU is divided.
 */
export function labelsOf(config: NodeGroupConfig, shares: number): Record<string, string> {
  const gpu = typesOf(config)?.[0].gpu;
  return {
    ...config.labels,
    ...(gpu && { [ACCELERATOR_LABEL]: acceleratorName(gpu.model) }),
    ...(gpu && config.amiFamily === 'bottlerocket' && { [BUILT_IN_DEVICE_PLUGIN_LABEL]: 'false' }),
    ...(gpu && shares > 1 && { [DEVICE_PLUGIN_CONFIG_LABEL]: sharingConfig(shares) }),
  };
}

/** What a node of a group offers; undefined if the catalog lacks a type. */
export function capacityOf(config: NodeGroupConfig): Amounts | undefined {
  const types = typesOf(config);
  return types && nodeCapacity(types, nodeSettings(config, types));
}

/** What is left of a node beside the pods of the platform that run on every node. */
export function freeOf(
  node: Amounts,
  { efa }: Pick<NodeGroupConfig, 'efa'>,
  cluster: Pick<ClusterConfig, 'addOns'>,
): Amounts {
  return without(daemonRequests(cluster, { hasGpus: node.gpus > 0, hasEfa: efa }), node);
}

/** What the pods that run on every node leave of one. */
export function without(daemons: Amounts, node: Amounts): Amounts {
  return {
    ...node,
    cpuMillicores: node.cpuMillicores - daemons.cpuMillicores,
    memoryMiB: node.memoryMiB - daemons.memoryMiB,
    pods: node.pods - daemons.pods,
  };
}

/**
 * Tags by which cluster-autoscaler knows what a node of an empty group offers. Without them it takes all CPU and memory of
 * the type, 110 pods and no disk.
 */
function resourceTags(config: NodeGroupConfig, shares: number): Record<string, string> {
  const capacity = capacityOf(config);
  if (!capacity) return {};
  const { cpuMillicores, memoryMiB, pods, diskGiB, gpus } = capacity;
  const amounts = {
    cpu: `${cpuMillicores}m`,
    memory: `${memoryMiB}Mi`,
    pods: String(pods),
    'ephemeral-storage': `${diskGiB}Gi`,
    // The type says how many GPUs there are, unless the device plugin offers shares of them.
    ...(gpus > 0 && shares > 1 && { [GPU_RESOURCE]: String(gpus * shares) }),
    ...(config.efa && { [EFA_RESOURCE]: String(efaOf(config)) }),
  };
  return Object.fromEntries(
    Object.entries(amounts).map(([resource, amount]) => [RESOURCE_TAG_PREFIX + resource, amount]),
  );
}

/**
 * Tags of a node group besides those of everything. cluster-autoscaler reads them through eks:DescribeNodegroup, since
 * EKS does not copy them to the group. Those of the user come after what the hardware has: a plug-in may offer more.
 *
 * @param shares - Into how many shares each GPU is divided.
 */
export function nodeGroupTags(
  config: NodeGroupConfig,
  clusterName: string,
  shares: number,
): Record<string, string> {
  return {
    ...resourceTags(config, shares),
    ...config.tags,
    [`${AUTOSCALER}/enabled`]: 'true',
    [`${AUTOSCALER}/${clusterName}`]: 'owned',
  };
}

/** Full names of the zones of a group's nodes. */
export function zonesOf(config: NodeGroupConfig, network: PlatformConfig['network']): readonly string[] {
  return config.zones ?? network.zones.map(({ name }) => name);
}

/** The node groups of a configuration, without those with a type that the catalog lacks. */
export function groupsOf({ cluster, network, region }: PlatformConfig): Group[] {
  return Object.entries(cluster.nodeGroups).flatMap(([key, config]) => {
    const types = typesOf(config);
    const capacity = capacityOf(config);
    if (!types || !capacity) return [];
    const zones = zonesOf(config, network);
    const shares = gpuShares(cluster, key);
    const labels = labelsOf(config, shares);
    const placed = (type: InstanceType, zone: string) => ({
      ...labels,
      ...placeLabels(config, type, zone, region),
    });
    const tagged = {
      ...(config.efa && { [EFA_RESOURCE]: pieces(efaOf(config)) }),
      ...taggedResources(config),
    };
    const daemons = daemonRequests(cluster, { hasGpus: capacity.gpus > 0, hasEfa: config.efa });
    const free = without(daemons, capacity);
    const node = (nodeLabels: GroupNode['labels'], amounts: Amounts): GroupNode => ({
      labels: nodeLabels,
      taints: config.taints,
      free: { ...resources({ ...amounts, gpus: amounts.gpus * shares }), ...tagged },
    });
    return [
      {
        key,
        config,
        gpuShares: shares,
        daemons,
        zones,
        imagined: node(
          {
            ...placed(types[0], zones[0]!),
            amiType: amiTypeOf(config),
            capacityType: capacityTypeOf(config),
            k8sVersion: nodeVersion(cluster),
            'cluster-name': cluster.name,
            ...(config.name && { 'nodegroup-name': config.name }),
          },
          largestPod(free),
        ),
        real: zones.flatMap((zone) => types.map((type) => node(placed(type, zone), free))),
      },
    ];
  });
}

/** Image type of EKS for a group. */
export function amiTypeOf(config: NodeGroupConfig): string {
  return imageType(config, typesOf(config)?.[0]);
}

/** How EKS buys the instances of a group. */
export function capacityTypeOf({ market }: NodeGroupConfig): string {
  return { spot: 'SPOT', 'on-demand': 'ON_DEMAND', 'capacity-block': 'CAPACITY_BLOCK' }[market];
}

/**
 * Labels that EKS and Kubernetes set.
 *
 * Sources: https://kubernetes.io/docs/reference/labels-annotations-taints/, and `buildGenericLabels` in
 * https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler/cloudprovider/aws.
 */
function placeLabels(
  config: NodeGroupConfig,
  { architecture, name }: InstanceType,
  zone: string,
  region: string,
): Record<string, string> {
  return {
    'eks.amazonaws.com/capacityType': capacityTypeOf(config),
    ...(config.name && { 'eks.amazonaws.com/nodegroup': config.name }),
    'kubernetes.io/arch': architecture === 'arm64' ? 'arm64' : 'amd64',
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': name,
    'topology.kubernetes.io/region': region,
    'topology.kubernetes.io/zone': zone,
    'topology.ebs.csi.aws.com/zone': zone,
  };
}

function resources({ cpuMillicores, memoryMiB, diskGiB, pods, gpus }: Amounts): Resources {
  return {
    cpu: millicores(cpuMillicores),
    memory: mebibytes(memoryMiB),
    'ephemeral-storage': gibibytes(diskGiB),
    pods: pieces(pods),
    ...(gpus > 0 && { [GPU_RESOURCE]: pieces(gpus) }),
  };
}

/** EFA interfaces of a node. */
function efaOf(config: NodeGroupConfig): number {
  return Math.min(...(typesOf(config) ?? []).map(efaInterfaceCount));
}

/** Resources that the user's own tags add or change. */
function taggedResources({ tags }: NodeGroupConfig): Resources {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => {
      const amount = key.startsWith(RESOURCE_TAG_PREFIX) ? parseQuantity(value) : undefined;
      return amount === undefined ? [] : [[key.slice(RESOURCE_TAG_PREFIX.length), amount]];
    }),
  );
}
