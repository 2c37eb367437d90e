import type { NodeGroupConfig } from '../config';
import { typesOf } from '../config/scheduling/group-node';

/** A node group, and its name in EKS. */
export interface NamedGroup {
  readonly config: NodeGroupConfig;
  readonly nodegroupName: string;
}

/**
 * The priorities of cluster-autoscaler's expander as YAML: the cheaper the instances of a group, the higher its rank, and
 * groups of one price share a rank. Every group has one, since the expander never scales out a group without.
 *
 * Prices are those of the catalog, also for Spot groups. A type without a price counts as the dearest.
 *
 * Format: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/expander/priority/readme.md. A managed
 * node group has an Auto Scaling group of the name `eks-<node group>-<id>`.
 */
export function expanderPriorities(groups: readonly NamedGroup[]): string {
  const byPrice = new Map<number, string[]>();
  for (const { config, nodegroupName } of groups) {
    const price = priceOf(config);
    byPrice.set(price, [...(byPrice.get(price) ?? []), nodegroupName]);
  }
  return [...byPrice]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, names], index) => [
      `${10 * (byPrice.size - index)}:`,
      ...names.map((name) => `  - ^eks-${name}-`),
    ])
    .join('\n');
}

/** Price of the dearest type of a group, in US dollars an hour. */
function priceOf(config: NodeGroupConfig): number {
  return Math.max(...(typesOf(config) ?? []).map(({ usdPerHour = Infinity }) => usdPerHour));
}
