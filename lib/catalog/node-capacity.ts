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
 * @param volumeGiB - Size of the volume with images and pods.
 */
export function nodeCapacity(types: readonly [InstanceType, ...InstanceType[]], volumeGiB: number): Amounts {
  const { vcpu, memoryGiB, gpu } = types[0];
  const byAddresses = types.map(({ maxPods }) => maxPods);
  const limit = vcpu < MOST_PODS.manyFrom ? MOST_PODS.fewVcpus : MOST_PODS.manyVcpus;
  // nodeadm reserves memory by the addresses, before the limit of EKS.
  const reservedMiB = RESERVED.memoryMiB + RESERVED.memoryMiBPerPod * Math.max(...byAddresses);
  const beforeEvictionGiB = Math.floor((volumeGiB * (100 - EVICTION.diskPercent)) / 100 - RESERVED.diskGiB);
  return {
    cpuMillicores: 1000 * vcpu - reservedMillicores(vcpu),
    memoryMiB: Math.floor((memoryGiB * 1024 * MEMORY_AFTER_KERNEL) / 1000 - reservedMiB - EVICTION.memoryMiB),
    diskGiB: Math.floor((beforeEvictionGiB * DISK_AFTER_FILE_SYSTEM) / 100),
    pods: Math.min(limit, ...byAddresses),
    gpus: gpu?.count ?? 0,
  };
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
