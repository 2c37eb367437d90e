import type { Amounts } from './node-capacity';

/** Copies of an add-on that has a leader or shares its load, where a second node can run the other one. */
const USUAL_COPIES = 2;

/** Requests of one copy of each Deployment that the platform installs in the cluster. */
const REQUESTS: Readonly<Record<'coredns' | 'ebsCsiController' | 'clusterAutoscaler', Requests>> = {
  coredns: { cpuMillicores: 100, memoryMiB: 70 },
  ebsCsiController: { cpuMillicores: 60, memoryMiB: 240 },
  clusterAutoscaler: { cpuMillicores: 100, memoryMiB: 300 },
};

type Requests = Pick<Amounts, 'cpuMillicores' | 'memoryMiB'>;

/**
 * Requests of cluster-autoscaler. Without them its pod would be the first that a full node evicts; with 14 groups it uses
 * 87 MB.
 */
export const clusterAutoscalerRequests = REQUESTS.clusterAutoscaler;

/** Copies of CoreDNS and of the controller of the EBS CSI driver: two on one node would stop together. */
export function addOnCopies(nodes: number): number {
  return nodes > 1 ? USUAL_COPIES : 1;
}

/**
 * What the pods of the platform need on the nodes that take every pod, besides those that run on every node.
 *
 * @param nodes - Smallest number of such nodes.
 * @returns All of them together, and the requests of the largest.
 */
export function systemPods(nodes: number): { readonly all: Amounts; readonly largest: Amounts } {
  const copies = addOnCopies(nodes);
  const pods = [
    ...Array.from({ length: copies }).flatMap(() => [REQUESTS.coredns, REQUESTS.ebsCsiController]),
    REQUESTS.clusterAutoscaler,
  ];
  const none = { diskGiB: 0, gpus: 0 };
  const sum = (amounts: readonly number[]) => amounts.reduce((one, other) => one + other, 0);
  const [cpus, memories] = [pods.map((each) => each.cpuMillicores), pods.map((each) => each.memoryMiB)];
  return {
    all: { ...none, cpuMillicores: sum(cpus), memoryMiB: sum(memories), pods: pods.length },
    largest: { ...none, cpuMillicores: Math.max(...cpus), memoryMiB: Math.max(...memories), pods: 1 },
  };
}
