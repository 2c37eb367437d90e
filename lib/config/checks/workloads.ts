import { error, warning, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { groupsOf } from '../scheduling/group-node';
import { place } from '../scheduling/placement';
import { podOf } from '../scheduling/pod';

/** Checks that each workload of the configuration fits a node group, also while the group is empty. */
export function checkWorkloads(config: PlatformConfig): Problem[] {
  const groups = groupsOf(config);
  const dependsOn = ['cluster.nodeGroups', 'network.zones', 'region'];
  return Object.entries(config.cluster.workloads).flatMap(([name, workload]) => {
    const path = `cluster.workloads.${name}`;
    const { reason, notes } = place(podOf(name, workload), groups);
    if (reason !== undefined) return [error(path, `no node group takes it: ${reason}.`, dependsOn)];
    return notes.map((note) => warning(path, `${note}.`, dependsOn));
  });
}
