import { reservedByImage } from '../../catalog';
import type { NodeGroupConfig } from '../../config';
import { typesOf } from '../../config/scheduling/group-node';

/**
 * What the kubelet of a node keeps from pods, in its own words; undefined unless the group sets it. All amounts are
 * written, since one that is left out would be gone and not at its default.
 */
export function kubeReserved(config: NodeGroupConfig): Record<string, string> | undefined {
  const types = typesOf(config);
  if (!config.kubeletReserved || !types) return undefined;
  const byImage = reservedByImage(types);
  const { cpuMillicores, memoryMiB, diskGiB } = config.kubeletReserved;
  return {
    cpu: `${cpuMillicores ?? byImage.cpuMillicores}m`,
    memory: `${memoryMiB ?? byImage.memoryMiB}Mi`,
    'ephemeral-storage': `${diskGiB ?? byImage.diskGiB}Gi`,
  };
}
