import type { InstanceType, NodeSettings } from '../../catalog';
import type { ClusterConfig, NodeGroupConfig } from '../schema/platform';

/** Name of the resource that the EFA device plugin offers. */
export const EFA_RESOURCE = 'vpc.amazonaws.com/efa';

/** EFA interfaces of an instance that has one on every network card. The first card of P6-B300 takes none. */
export function efaInterfaceCount({
  efaDevices,
  networkCards,
}: Pick<InstanceType, 'efaDevices' | 'networkCards'>): number {
  return Math.min(efaDevices, networkCards);
}

/** Keys of the node groups whose nodes have EFA interfaces, for the plugin that offers them to pods. */
export function groupsWithEfa({ nodeGroups }: Pick<ClusterConfig, 'nodeGroups'>): string[] {
  return Object.entries(nodeGroups).flatMap(([key, { efa }]) => (efa ? [key] : []));
}

/** Whether the cluster has the EFA device plugin: it is on, and there are nodes for it. */
export function installsEfaPlugin(cluster: Pick<ClusterConfig, 'addOns' | 'nodeGroups'>): boolean {
  return cluster.addOns.efaPlugin.enabled && groupsWithEfa(cluster).length > 0;
}

/** What a group sets of its nodes, in the terms of the catalog. */
export function nodeSettings(config: NodeGroupConfig, types: readonly InstanceType[]): NodeSettings {
  const { kubeletReserved, localDisks, maxPods, volumeGiB } = config;
  return {
    volumeGiB: localDisks === 'raid0' ? smallestLocalGiB(types) : volumeGiB,
    maxPods,
    reserved: kubeletReserved,
  };
}

/** All local disks of the type with the least; a group is imagined as its smallest node. */
function smallestLocalGiB(types: readonly InstanceType[]): number {
  const sizes = types.map(({ localDisks }) =>
    localDisks ? (localDisks.count * localDisks.gigabytes * 1e9) / 2 ** 30 : 0,
  );
  return Math.floor(Math.min(...sizes));
}

/**
 * Image type of EKS for nodes: operating system, processor, and NVIDIA's driver on GPU types. `CUSTOM` is what EKS says
 * of a group whose launch template names the image.
 *
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html#AmazonEKS-Type-Nodegroup-amiType
 *
 * @param type - First type of the group; undefined if the catalog lacks it.
 */
export function imageType(config: NodeGroupConfig, type: InstanceType | undefined): string {
  if (config.customImage) return 'CUSTOM';
  const processor = type?.architecture === 'arm64' ? 'ARM_64' : 'x86_64';
  return config.amiFamily === 'al2023'
    ? `AL2023_${processor}_${type?.gpu ? 'NVIDIA' : 'STANDARD'}`
    : `BOTTLEROCKET_${processor}${type?.gpu ? '_NVIDIA' : ''}`;
}
