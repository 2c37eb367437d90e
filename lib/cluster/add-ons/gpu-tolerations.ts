import type { NodeGroupConfig } from '../../config';

/** Label of nodes with GPUs, `true`, and name of their resource. */
export const GPU_LABEL = 'nvidia.com/gpu';

/**
 * Tolerations of what has to run on every GPU node: one for each taint of the GPU node groups, and one for the usual GPU
 * taint.
 *
 * @param nodeGroups - All node groups of the cluster.
 */
export function gpuTolerations(nodeGroups: readonly NodeGroupConfig[]) {
  const taints = nodeGroups
    .filter(({ labels }) => labels[GPU_LABEL] === 'true')
    .flatMap((group) => group.taints);
  const tolerations = taints.map(({ key, value, effect }) =>
    key === GPU_LABEL ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
  );
  const all = [{ key: GPU_LABEL, operator: 'Exists', effect: 'NoSchedule' }, ...tolerations];
  return distinct(all);
}

/** Each toleration once, as several groups may have the same taint. */
export function distinct<Toleration>(tolerations: readonly Toleration[]): Toleration[] {
  return [...new Map(tolerations.map((each) => [JSON.stringify(each), each])).values()];
}
