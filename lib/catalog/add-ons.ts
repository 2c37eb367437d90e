import { minorVersion } from './eks-versions';

/** Pods that an add-on adds to the cluster, all with the same requests. */
export interface PodsOfAddOn {
  /** Name of the Deployment or DaemonSet. */
  readonly name: string;
  /**
   * Number of pods of a Deployment, or the nodes that have one pod each of a DaemonSet. `pair`: two pods, or one where only
   * one node takes them, since two on one node would stop together.
   */
  readonly runs: number | 'pair' | 'every node' | 'GPU nodes' | 'EFA nodes';
  /** CPU request of a pod in thousandths of a vCPU; 0 for none. */
  readonly cpuMillicores: number;
  /** Memory request of a pod in MiB; 0 for none. */
  readonly memoryMiB: number;
}

/** What is known of an add-on. */
export interface AddOnFacts {
  /** Oldest Kubernetes version for which this app installs it, such as `1.31`. */
  readonly oldestKubernetes: string;
  /**
   * Name of the add-on in EKS.
   *
   * @default - none: it is a chart
   */
  readonly eksName?: string;
  /**
   * Oldest release whose settings are those that this app writes, such as `v1.6.0`.
   *
   * @default - any release
   */
  readonly oldestRelease?: string;
  readonly pods: readonly PodsOfAddOn[];
}

/** Add-ons that every cluster has. Requests: as run in a cluster, 2026-11. */
export const REQUIRED_ADD_ONS = {
  'vpc-cni': {
    eksName: 'vpc-cni',
    oldestKubernetes: '1.28',
    pods: [{ name: 'aws-node', runs: 'every node', cpuMillicores: 50, memoryMiB: 0 }],
  },
  'kube-proxy': {
    eksName: 'kube-proxy',
    oldestKubernetes: '1.28',
    pods: [{ name: 'kube-proxy', runs: 'every node', cpuMillicores: 100, memoryMiB: 0 }],
  },
  'eks-pod-identity-agent': {
    eksName: 'eks-pod-identity-agent',
    oldestKubernetes: '1.28',
    pods: [{ name: 'eks-pod-identity-agent', runs: 'every node', cpuMillicores: 0, memoryMiB: 0 }],
  },
  coredns: {
    eksName: 'coredns',
    oldestKubernetes: '1.28',
    pods: [{ name: 'coredns', runs: 'pair', cpuMillicores: 100, memoryMiB: 70 }],
  },
  /** Without requests its pod would be the first that a full node evicts; with 14 groups it uses 87 MB. */
  'cluster-autoscaler': {
    oldestKubernetes: '1.28',
    pods: [{ name: 'cluster-autoscaler', runs: 1, cpuMillicores: 100, memoryMiB: 300 }],
  },
} as const satisfies Readonly<Record<string, AddOnFacts>>;

/**
 * Add-ons that the configuration switches, by their name in `cluster.addOns`.
 *
 * Before 1.31 no other cluster than that of the lesson can have them: EKS 1.30 left extended support in July 2026.
 */
export const SWITCHABLE_ADD_ONS = {
  /** https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/v1.64.0/charts/aws-ebs-csi-driver/values.yaml */
  ebsCsiDriver: {
    eksName: 'aws-ebs-csi-driver',
    oldestKubernetes: '1.28',
    pods: [
      { name: 'ebs-csi-controller', runs: 'pair', cpuMillicores: 60, memoryMiB: 240 },
      { name: 'ebs-csi-node', runs: 'every node', cpuMillicores: 30, memoryMiB: 120 },
    ],
  },
  /**
   * Needs no rights, and brings its CRDs: https://docs.aws.amazon.com/eks/latest/userguide/csi-snapshot-controller.html.
   * The number of pods is that of the upstream manifest:
   * https://github.com/kubernetes-csi/external-snapshotter/blob/v8.2.0/deploy/kubernetes/snapshot-controller/setup-snapshot-controller.yaml
   */
  snapshotController: {
    eksName: 'snapshot-controller',
    oldestKubernetes: '1.31',
    pods: [{ name: 'snapshot-controller', runs: 2, cpuMillicores: 0, memoryMiB: 0 }],
  },
  /** https://github.com/aws/eks-node-monitoring-agent/blob/v1.7.0/charts/eks-node-monitoring-agent/values.yaml */
  nodeMonitoring: {
    eksName: 'eks-node-monitoring-agent',
    oldestKubernetes: '1.31',
    oldestRelease: 'v1.6.0',
    pods: [
      { name: 'eks-node-monitoring-agent', runs: 'every node', cpuMillicores: 10, memoryMiB: 30 },
      { name: 'dcgm-server', runs: 'GPU nodes', cpuMillicores: 0, memoryMiB: 0 },
    ],
  },
  /**
   * Pods and requests are those of the upstream manifest for high availability; a cluster of EKS may have fewer.
   *
   * Sources: https://docs.aws.amazon.com/eks/latest/userguide/metrics-server.html,
   * https://github.com/kubernetes-sigs/metrics-server/tree/v0.8.0/manifests
   */
  metricsServer: {
    eksName: 'metrics-server',
    oldestKubernetes: '1.31',
    pods: [{ name: 'metrics-server', runs: 2, cpuMillicores: 100, memoryMiB: 200 }],
  },
  /** https://github.com/NVIDIA/k8s-device-plugin/blob/v0.20.0/deployments/helm/nvidia-device-plugin/values.yaml */
  devicePlugin: {
    oldestKubernetes: '1.28',
    pods: [{ name: 'nvidia-device-plugin', runs: 'GPU nodes', cpuMillicores: 0, memoryMiB: 0 }],
  },
  /** https://github.com/aws/eks-charts/blob/master/stable/aws-efa-k8s-device-plugin/values.yaml, chart 0.5.30 */
  efaPlugin: {
    oldestKubernetes: '1.28',
    pods: [{ name: 'aws-efa-k8s-device-plugin', runs: 'EFA nodes', cpuMillicores: 10, memoryMiB: 20 }],
  },
  /** https://github.com/NVIDIA/dcgm-exporter/blob/4.5.3-4.8.2/deployment/values.yaml */
  dcgmExporter: {
    oldestKubernetes: '1.31',
    pods: [{ name: 'dcgm-exporter', runs: 'GPU nodes', cpuMillicores: 100, memoryMiB: 128 }],
  },
  /**
   * The chart requests nothing by itself; these are the amounts that its values suggest. The chart names no oldest
   * Kubernetes version.
   *
   * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/helm/aws-load-balancer-controller/values.yaml
   */
  loadBalancerController: {
    oldestKubernetes: '1.31',
    pods: [{ name: 'aws-load-balancer-controller', runs: 'pair', cpuMillicores: 100, memoryMiB: 128 }],
  },
  /**
   * Beside these, every volume that a node uses has a pod there, in the namespace mount-s3.
   *
   * https://github.com/awslabs/mountpoint-s3-csi-driver/blob/v2.7.0/charts/aws-mountpoint-s3-csi-driver/values.yaml
   */
  mountpointS3: {
    eksName: 'aws-mountpoint-s3-csi-driver',
    oldestKubernetes: '1.31',
    oldestRelease: 'v2.0.0',
    pods: [
      { name: 's3-csi-controller', runs: 1, cpuMillicores: 0, memoryMiB: 0 },
      { name: 's3-csi-node', runs: 'every node', cpuMillicores: 10, memoryMiB: 40 },
    ],
  },
  /**
   * The driver has a pod with three containers on every node, and AWS's provider another one.
   *
   * Sources: https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/a74182c/charts/secrets-store-csi-driver-provider-aws/values.yaml
   * (3.1.1) and https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/charts/secrets-store-csi-driver/values.yaml
   */
  secretsStore: {
    eksName: 'aws-secrets-store-csi-driver-provider',
    oldestKubernetes: '1.31',
    oldestRelease: 'v2.2.2',
    pods: [
      { name: 'secrets-store-csi-driver', runs: 'every node', cpuMillicores: 70, memoryMiB: 140 },
      {
        name: 'secrets-store-csi-driver-provider-aws',
        runs: 'every node',
        cpuMillicores: 50,
        memoryMiB: 100,
      },
    ],
  },
  /** https://github.com/aws-observability/helm-charts/blob/71a298f/charts/amazon-cloudwatch-observability/values.yaml */
  cloudWatch: {
    eksName: 'amazon-cloudwatch-observability',
    oldestKubernetes: '1.31',
    oldestRelease: 'v3.7.0',
    pods: [
      {
        name: 'amazon-cloudwatch-observability-controller-manager',
        runs: 1,
        cpuMillicores: 100,
        memoryMiB: 64,
      },
      { name: 'cloudwatch-agent', runs: 'every node', cpuMillicores: 250, memoryMiB: 128 },
      { name: 'dcgm-exporter', runs: 'GPU nodes', cpuMillicores: 250, memoryMiB: 128 },
    ],
  },
} as const satisfies Readonly<Record<string, AddOnFacts>>;

/** Facts of the add-ons that EKS installs, by their name in EKS. */
export const EKS_ADD_ONS: ReadonlyMap<string, AddOnFacts> = new Map(
  [REQUIRED_ADD_ONS, SWITCHABLE_ADD_ONS]
    .flatMap((all) => Object.values<AddOnFacts>(all))
    .flatMap((facts) => (facts.eksName === undefined ? [] : [[facts.eksName, facts] as const])),
);

/** Name of an add-on in `cluster.addOns`. */
export type AddOnName = keyof typeof SWITCHABLE_ADD_ONS;

/**
 * Whether an add-on is known to work with a Kubernetes version.
 *
 * @param kubernetes - Version such as `1.35`.
 */
export function worksWith(
  { oldestKubernetes }: Pick<AddOnFacts, 'oldestKubernetes'>,
  kubernetes: string,
): boolean {
  return minorVersion(kubernetes) >= minorVersion(oldestKubernetes);
}

/**
 * Release of the NVIDIA device plugin, of chart and image, for a Kubernetes version. The old one is that of the lesson.
 *
 * Source: tags of https://github.com/NVIDIA/k8s-device-plugin, 2026-08
 */
export function devicePluginRelease(kubernetes: string): string {
  return worksWith({ oldestKubernetes: '1.31' }, kubernetes) ? '0.20.0' : '0.14.0';
}

/** Release of NVIDIA's DCGM exporter: its chart, and the image of the same release, named after DCGM and exporter. */
export const DCGM_EXPORTER_RELEASE = { chartVersion: '4.8.2', imageTag: '4.5.3-4.8.2-distroless' } as const;

/** Release of the EFA device plugin of AWS: its chart, and the image that the chart was made for. */
export const EFA_PLUGIN_RELEASE = { chartVersion: 'v0.5.30', imageTag: 'v0.5.20' } as const;

/** Release of the AWS Load Balancer Controller: its chart, and the image that the chart was made for. */
export const LOAD_BALANCER_CONTROLLER_RELEASE = { chartVersion: '3.5.0', imageTag: 'v3.5.0' } as const;
