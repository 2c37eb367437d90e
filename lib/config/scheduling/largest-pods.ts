import { leftColumns, rightColumns, type Column, type Row } from '../../table/table';
import type { PlatformConfig } from '../schema/platform';
import { largestPod } from '../../catalog';
import { capacityOf, freeOf, zonesOf } from './group-node';

/** Columns of {@link largestPods}. */
export const largestPodColumns: readonly Column[] = [
  ...leftColumns('node group', 'type'),
  ...rightColumns('CPU', 'memory', 'disk', 'GPUs'),
  ...leftColumns('while empty'),
];

/**
 * The requests of the largest pod of each node group, one row for each. A larger pod stays pending.
 *
 * The last cell is the zone in which an empty group is imagined, for pods that must run in one zone.
 */
export function largestPods({ cluster, network }: Pick<PlatformConfig, 'cluster' | 'network'>): Row[] {
  return Object.entries(cluster.nodeGroups).map(([key, config]) => {
    const capacity = capacityOf(config);
    // A group that always has nodes is imagined as these.
    const free = capacity && freeOf(capacity, config, cluster);
    const largest = free && (config.min === 0 ? largestPod(free) : free);
    const amounts = largest
      ? [
          `${largest.cpuMillicores}m`,
          `${largest.memoryMiB}Mi`,
          `${largest.diskGiB}Gi`,
          largest.gpus > 0 ? String(largest.gpus) : '-',
        ]
      : ['-', '-', '-', '-'];
    const zone = config.min === 0 ? zonesOf(config, network)[0]! : 'always has nodes';
    return [key, config.instanceTypes.join(', '), ...amounts, zone];
  });
}
