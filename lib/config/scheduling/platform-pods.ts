import type { Amounts } from '../../catalog';
import type { PodsOfAddOn } from '../../catalog/add-ons';
import { addOnPods, holdsAddOns } from '../add-ons';
import type { ClusterConfig, NodeGroupConfig } from '../schema/platform';

/** The groups that always have nodes which take every pod: those that the pods of the platform run on. */
export function systemGroups({ nodeGroups }: Pick<ClusterConfig, 'nodeGroups'>): {
  readonly key: string;
  readonly config: NodeGroupConfig;
}[] {
  return Object.entries(nodeGroups)
    .filter(([, config]) => holdsAddOns(config))
    .map(([key, config]) => ({ key, config }));
}

/** Pods of a Deployment that has two where two nodes take them: two on one node would stop together. */
export function pairedCopies(cluster: Pick<ClusterConfig, 'nodeGroups'>): 1 | 2 {
  const nodes = systemGroups(cluster).reduce((sum, { config }) => sum + config.min, 0);
  return nodes > 1 ? 2 : 1;
}

/** What decides which pods of the platform a node has. */
export interface NodeKind {
  readonly hasGpus: boolean;
  readonly hasEfa: boolean;
}

/** What the pods of the platform request on every node of a kind. */
export function daemonRequests(
  cluster: Pick<ClusterConfig, 'addOns'>,
  { hasEfa, hasGpus }: NodeKind,
): Amounts {
  const daemons = addOnPods(cluster).filter(
    ({ runs }) =>
      runs === 'every node' || (hasGpus && runs === 'GPU nodes') || (hasEfa && runs === 'EFA nodes'),
  );
  return sum(daemons);
}

/**
 * What the pods of the platform request on the nodes that take every pod, besides those that run on every node.
 *
 * @returns Their names, all of them together, and the requests of the largest.
 */
export function systemPods(cluster: Pick<ClusterConfig, 'addOns' | 'nodeGroups'>): {
  readonly names: readonly string[];
  readonly all: Amounts;
  readonly largest: Amounts;
} {
  const pods = addOnPods(cluster).flatMap((pod) => {
    const length = pod.runs === 'pair' ? pairedCopies(cluster) : pod.runs;
    return typeof length === 'number' ? Array.from({ length }, () => pod) : [];
  });
  const most = (key: 'cpuMillicores' | 'memoryMiB') => Math.max(...pods.map((pod) => pod[key]));
  return {
    names: [...new Set(pods.map(({ name }) => name))],
    all: sum(pods),
    largest: {
      cpuMillicores: most('cpuMillicores'),
      memoryMiB: most('memoryMiB'),
      diskGiB: 0,
      pods: 1,
      gpus: 0,
    },
  };
}

function sum(pods: readonly PodsOfAddOn[]): Amounts {
  const total = (key: 'cpuMillicores' | 'memoryMiB') => pods.reduce((amount, pod) => amount + pod[key], 0);
  return {
    cpuMillicores: total('cpuMillicores'),
    memoryMiB: total('memoryMiB'),
    diskGiB: 0,
    pods: pods.length,
    gpus: 0,
  };
}
