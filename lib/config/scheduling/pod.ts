import type { NodeGroupConfig, PlatformConfig } from '../schema/platform';
import type { GroupNode, Resources } from './group-node';
import { GPU_RESOURCE } from './group-node';
import { parseQuantity, pieces } from './quantity';

export type Taint = NodeGroupConfig['taints'][number];

/** A toleration of a pod, as Kubernetes has it. */
export interface Toleration {
  readonly key?: string;
  readonly operator?: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect?: string;
}

/** A condition on a label of the node. */
export interface LabelRule {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

/** What decides where a pod can run. */
export interface Pod {
  /** Name for the reader. */
  readonly name: string;
  /** Requests of the whole pod by resource; `pods` is 1. */
  readonly requests: Resources;
  /** Every rule must hold: the node selector, and the zone. */
  readonly rules: readonly LabelRule[];
  /** At least one must hold, each with all its rules. Empty: no condition. */
  readonly alternatives: readonly (readonly LabelRule[])[];
  readonly tolerations: readonly Toleration[];
  /** Whether the pod has EBS volumes, each of which belongs to one zone. */
  readonly volumes: boolean;
  /** Whether it asks for devices by dynamic resource allocation. */
  readonly resourceClaims: boolean;
}

export const ZONE_LABEL = 'topology.kubernetes.io/zone';

type WorkloadConfig = PlatformConfig['cluster']['workloads'][string];

/** The pod of a workload of the configuration. */
export function podOf(name: string, workload: WorkloadConfig): Pod {
  const { gpus, cpu, memory, disk, resources, nodeSelector, zone } = workload;
  const asked = { cpu, memory, 'ephemeral-storage': disk, [GPU_RESOURCE]: String(gpus), ...resources };
  return {
    name,
    requests: {
      ...Object.fromEntries(
        Object.entries(asked).map(([resource, text]) => [resource, parseQuantity(text) ?? 0n]),
      ),
      pods: pieces(1),
    },
    rules: [
      ...Object.entries(nodeSelector).map(([key, value]) => equals(key, value)),
      ...(zone ? [equals(ZONE_LABEL, zone)] : []),
    ],
    alternatives: [],
    tolerations: workload.tolerations,
    volumes: workload.volumes,
    resourceClaims: false,
  };
}

/** The rule of an entry of a node selector. */
export function equals(key: string, value: string): LabelRule {
  return { key, operator: 'In', values: [value] };
}

/**
 * Whether a pod tolerates a taint: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(({ key = '', operator = 'Equal', value = '', effect }) => {
    if (effect && effect !== taint.effect) return false;
    if (key === '') return operator === 'Exists';
    return key === taint.key && (operator === 'Exists' || value === taint.value);
  });
}

/**
 * The taints of a node that keep a pod away. A pod that asks for a resource of a plug-in, such as `nvidia.com/gpu`,
 * tolerates the taints of that key by itself: EKS enables the admission controller ExtendedResourceToleration,
 * https://docs.aws.amazon.com/eks/latest/userguide/platform-versions.html.
 */
export function repelling(pod: Pod, { taints }: Pick<GroupNode, 'taints'>): Taint[] {
  return taints.filter(
    (taint) =>
      taint.effect !== 'PreferNoSchedule' &&
      !tolerates(pod.tolerations, taint) &&
      !(taint.key.includes('/') && (pod.requests[taint.key] ?? 0n) > 0n),
  );
}

/**
 * Whether a node fulfils a rule:
 * https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#operators
 */
export function holds({ key, operator, values }: LabelRule, labels: GroupNode['labels']): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Gt':
      return integer(value) > integer(values[0]);
    case 'Lt':
      return integer(value) < integer(values[0]);
  }
}

/** A whole number, or NaN, with which no comparison holds. */
function integer(text: string | undefined): number {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : NaN;
}

/** The rules that a node does not fulfil; of several alternatives, those of the one with the fewest. */
export function unfulfilled(pod: Pod, { labels }: Pick<GroupNode, 'labels'>): LabelRule[] {
  const failing = (rules: readonly LabelRule[]) => rules.filter((rule) => !holds(rule, labels));
  const [best = []] = pod.alternatives.map(failing).toSorted((one, other) => one.length - other.length);
  return [...failing(pod.rules), ...best];
}

/** The requests of a pod that are larger than what a node has left, with both amounts. */
export function excess(pod: Pod, { free }: Pick<GroupNode, 'free'>) {
  return Object.entries(pod.requests)
    .map(([resource, asked]) => ({ resource, asked, free: free[resource] ?? 0n }))
    .filter((each) => each.asked > each.free);
}
