import type { InstanceType } from './instance-type';

/** Amounts of what pods request. */
export interface Amounts {
  readonly cpuMillicores: number;
  readonly memoryMiB: number;
  /** Ephemeral storage: images, logs, and volumes of type `emptyDir`. */
  readonly diskGiB: number;
  readonly pods: number;
  readonly gpus: number;
}

/** Settings of a node beside its type. */
export interface NodeSettings {
  /** Size of the disk with images and pods. */
  readonly volumeGiB: number;
  /** @default - what the addresses of the type and EKS allow */
  readonly maxPods?: number | undefined;
  /**
   * What the kubelet keeps from pods.
   *
   * @default - as the image computes it
   */
  readonly reserved?:
    | {
        readonly cpuMillicores?: number | undefined;
        readonly memoryMiB?: number | undefined;
        readonly diskGiB?: number | undefined;
      }
    | undefined;
}

/** Most pods that EKS sets on a managed node, below this number of vCPUs and from it. */
const MOST_PODS = { fewVcpus: 110, manyVcpus: 250, manyFrom: 30 };

/** What the image reserves: https://github.com/awslabs/amazon-eks-ami/blob/main/nodeadm/internal/kubelet/config.go */
const RESERVED = { diskGiB: 1, memoryMiB: 255, memoryMiBPerPod: 11 };

/** Limits below which the kubelet evicts pods; same source. */
const EVICTION = { memoryMiB: 100, diskPercent: 10 };

/** Per mille of the memory that the kernel leaves, as Karpenter assumes: https://karpenter.sh/docs/reference/settings/ */
const MEMORY_AFTER_KERNEL = 925;

/** Percent of a volume that its file system leaves. */
const DISK_AFTER_FILE_SYSTEM = 98;

/**
 * CPU that cluster-autoscaler subtracts once more from an empty group: it counts kube-proxy both as a DaemonSet and as a
 * static pod.
 */
const COUNTED_TWICE_MILLICORES = 100;

/**
 * What a node of EKS offers to pods, its own add-ons included: what Kubernetes calls allocatable.
 *
 * The memory is a little less than on the node, never more: a pod that fits here fits there.
 *
 * Sources: CPU and memory that nodeadm reserves:
 * https://github.com/awslabs/amazon-eks-ami/tree/main/nodeadm/internal/kubelet. The limits of pods on managed nodes:
 * https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html. Read 2026-11-28.
 *
 * @param types - Types of one group, of one size. EKS gives all nodes the pods of the smallest.
 */
export function nodeCapacity(
  types: readonly [InstanceType, ...InstanceType[]],
  { volumeGiB, maxPods, reserved }: NodeSettings,
): Amounts {
  const { vcpu, memoryGiB, gpu } = types[0];
  const kept = { ...reservedByImage(types), ...defined(reserved) };
  const beforeEvictionGiB = Math.floor((volumeGiB * (100 - EVICTION.diskPercent)) / 100 - kept.diskGiB);
  return {
    cpuMillicores: 1000 * vcpu - kept.cpuMillicores,
    memoryMiB: Math.floor(
      (memoryGiB * 1024 * MEMORY_AFTER_KERNEL) / 1000 - kept.memoryMiB - EVICTION.memoryMiB,
    ),
    diskGiB: Math.floor((beforeEvictionGiB * DISK_AFTER_FILE_SYSTEM) / 100),
    pods: maxPods ?? mostPods(types),
    gpus: gpu?.count ?? 0,
  };
}

/** Most pods of a managed node whose network interfaces have single addresses, as those of this platform do. */
export function mostPods(types: readonly [InstanceType, ...InstanceType[]]): number {
  const limit = types[0].vcpu < MOST_PODS.manyFrom ? MOST_PODS.fewVcpus : MOST_PODS.manyVcpus;
  return Math.min(limit, ...types.map(({ maxPods }) => maxPods));
}

/** What the kubelet keeps from pods unless it is told otherwise. */
export function reservedByImage(
  types: readonly [InstanceType, ...InstanceType[]],
): Record<'cpuMillicores' | 'memoryMiB' | 'diskGiB', number> {
  return {
    cpuMillicores: reservedMillicores(types[0].vcpu),
    // By the addresses, before the limit of EKS.
    memoryMiB:
      RESERVED.memoryMiB + RESERVED.memoryMiBPerPod * Math.max(...types.map(({ maxPods }) => maxPods)),
    diskGiB: RESERVED.diskGiB,
  };
}

function defined(amounts: NodeSettings['reserved'] = {}): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== undefined));
}

/**
 * The requests of the largest pod that starts a node of an empty group.
 *
 * @param free - What is left of a node beside the pods that run on every node.
 */
export function largestPod(free: Amounts): Amounts {
  return { ...free, cpuMillicores: free.cpuMillicores - COUNTED_TWICE_MILLICORES };
}

/** Of the first vCPU 6 %, of the second 1 %, of the next two 0.5 % each, of all others 0.25 %. */
function reservedMillicores(vcpu: number): number {
  const third = 5 * Math.max(0, Math.min(vcpu - 2, 2));
  return Math.ceil(60 + (vcpu > 1 ? 10 : 0) + third + 2.5 * Math.max(vcpu - 4, 0));
}
