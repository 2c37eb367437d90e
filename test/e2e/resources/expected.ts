import type { EnvironmentName } from '../../synthesized';

/** Differences between the environments in the account. Values that they share are in the tests. */
export interface Expected {
  /** AWS services with an interface endpoint. */
  readonly interfaceEndpoints: readonly string[];
  /** Names of log group and role of the flow logs, where they are not generated. */
  readonly flowLogs?: readonly [logGroup: string, role: string];
  /** All rules, by security group. */
  readonly securityGroups: Readonly<Record<GroupName, readonly string[]>>;
  /** Rules that allow access from the internet. */
  readonly openToTheInternet: readonly string[];
  /** Names of the buckets for datasets, models, artifacts and access logs, where they are not generated. */
  readonly bucketNames?: readonly string[];
  /** Rules of the datasets that are not the same everywhere. */
  readonly datasets: readonly string[];
  /** Names of roles that are not generated. */
  readonly roleNames?: Readonly<Record<string, string>>;
  readonly instanceProfileNames?: Readonly<Record<'Training' | 'Inference', string>>;
  readonly fleet: {
    /** Where it is not generated. */
    readonly groupName?: string;
    /** Smallest, largest and present size. */
    readonly sizes: readonly [min: number, max: number, desired: number];
    readonly instanceTypes: readonly string[];
    readonly subnets: readonly string[];
    readonly spotMaxPrice?: string;
    readonly timeZone: string;
    /** GPU utilization below which, and time after which, it counts as idle. Without it, it never does. */
    readonly idle?: { readonly percent: number; readonly minutes: number };
    /** Tags of its instances. */
    readonly tags: Readonly<Record<string, string>>;
  };
  /** Workstations by their Name tag. */
  readonly workstations: Readonly<Record<string, Workstation>>;
  readonly cluster: {
    readonly version: string;
    /** Ranges that reach the API server from the internet. */
    readonly publicFrom: readonly string[];
    /** Add-ons of EKS beside those of every cluster. */
    readonly addOns: readonly string[];
    /** Kubernetes objects that the stack applies, by kind and name. */
    readonly objects: readonly string[];
    /** Service accounts with a role, beside those of every cluster. */
    readonly identities: readonly string[];
    /** Alarms on metrics of nodes. */
    readonly alarms: readonly string[];
    /** Helm releases. */
    readonly releases: readonly string[];
    readonly nodeGroups: Readonly<Record<'cpu' | 'gpu' | 'inference', NodeGroup>>;
  };
  /** Type of the container instances. */
  readonly containerInstanceType: string;
  /** Sections of the runbook that alarms point to. */
  readonly alarms: readonly string[];
}

interface Workstation {
  readonly instanceType: string;
  /** Dollars an hour; no limit when left out. */
  readonly spotMaxPrice?: string;
  readonly subnet: string;
  /** Name tag of its Elastic IP address; without one it has no address on the internet. */
  readonly address?: string;
  /** Name tag of its data volume. */
  readonly dataVolume?: string;
  readonly isSpot: boolean;
}

interface NodeGroup {
  /** Where it is not generated. */
  readonly name?: string;
  readonly instances: string;
  readonly sizes: readonly [min: number, max: number, desired: number];
  readonly volumeGiB: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly string[];
}

type GroupName = 'GPU-Training-SG' | 'EKS-Cluster-SG' | 'EKS-Nodes-SG' | 'ALB-SG';

// Egress is in two halves, see lib/network/security-groups.ts.
const TRAINING_RULES = [
  'all from GPU-Training-SG',
  'all to 0.0.0.0/1',
  'all to 128.0.0.0/1',
  'all to GPU-Training-SG',
];

const KUBERNETES_RULES = {
  'EKS-Cluster-SG': [
    'tcp 1025-65535 to EKS-Nodes-SG',
    'tcp 443 from EKS-Nodes-SG',
    'tcp 443 from GPU-Training-SG',
  ],
  'EKS-Nodes-SG': ['all from EKS-Nodes-SG', 'all to 0.0.0.0/0', 'tcp 1025-65535 from EKS-Cluster-SG'],
};

const SERVICE_ALARMS = [
  'alarm-apiservererrors',
  'alarm-deadletters',
  'alarm-interruptions-errors',
  'alarm-interruptions-throttles',
  'alarm-loadbalancererrors',
  'alarm-lostcheckpoints',
  'alarm-service-errors',
  'alarm-service-slow',
  'alarm-service-unhealthy',
  'alarm-unschedulablepods',
];

const production: Expected = {
  interfaceEndpoints: ['ecr.api', 'ecr.dkr', 'logs', 'ssm', 'ssmmessages', 'sts'],
  securityGroups: {
    'GPU-Training-SG': [...TRAINING_RULES, 'tcp 29500 from GPU-Training-SG'],
    ...KUBERNETES_RULES,
    'ALB-SG': ['all to 0.0.0.0/0', 'tcp 443 from 10.0.0.0/16', 'tcp 80 from 10.0.0.0/16'],
  },
  openToTheInternet: [],
  datasets: [
    'end-old-versions: old versions expire after 90 days, delete markers go',
    'tier-datasets: INTELLIGENT_TIERING after 30 days',
  ],
  fleet: {
    sizes: [0, 10, 0],
    instanceTypes: ['g5.12xlarge'],
    subnets: ['Private-A'],
    timeZone: 'America/Los_Angeles',
    idle: { percent: 5, minutes: 60 },
    tags: { Name: 'default', Cluster: 'ml-training-cluster' },
  },
  workstations: {
    default: { isSpot: false, instanceType: 'g6e.xlarge', subnet: 'Private-A', dataVolume: 'default-data' },
  },
  cluster: {
    version: '1.35',
    publicFrom: [],
    addOns: [
      'amazon-cloudwatch-observability',
      'aws-mountpoint-s3-csi-driver',
      'eks-node-monitoring-agent',
      'metrics-server',
      'snapshot-controller',
    ],
    objects: [
      'ConfigMap nvidia-device-plugin-configs',
      'Namespace ml',
      'PersistentVolume s3-artifacts-ml',
      'PersistentVolume s3-datasets-ml',
      'PersistentVolume s3-models-ml',
      'StorageClass encrypted-gp3',
      'VolumeSnapshotClass ebs',
    ],
    identities: [
      'amazon-cloudwatch/cloudwatch-agent: ClusterMetricsRole',
      'kube-system/s3-csi-driver-sa: AddOnsS3Role',
    ],
    alarms: [
      'ContainerInsights cluster_failed_node_count Maximum >= 1 for 6 x 300 s',
      'ContainerInsights node_gpu_utilization Maximum < 5 for 8 x 900 s',
    ],
    releases: ['cluster-autoscaler', 'nvidia-device-plugin'],
    nodeGroups: {
      cpu: {
        instances: 'ON_DEMAND m7i.2xlarge, AL2023_x86_64_STANDARD',
        sizes: [2, 10, 2],
        volumeGiB: 100,
        labels: { workload: 'cpu', role: 'general' },
        taints: [],
      },
      gpu: {
        instances: 'SPOT g6e.xlarge, AL2023_x86_64_NVIDIA',
        sizes: [0, 10, 0],
        volumeGiB: 200,
        labels: {
          workload: 'gpu',
          role: 'ml-training',
          'gpu-type': 'l40s',
          'nvidia.com/gpu': 'true',
          'k8s.amazonaws.com/accelerator': 'nvidia-l40s',
        },
        taints: ['nvidia.com/gpu=true:NO_SCHEDULE'],
      },
      inference: {
        instances: 'SPOT g6.xlarge, AL2023_x86_64_NVIDIA',
        sizes: [0, 20, 0],
        volumeGiB: 200,
        labels: {
          workload: 'inference',
          role: 'model-serving',
          'gpu-type': 'l4',
          'nvidia.com/gpu': 'true',
          'k8s.amazonaws.com/accelerator': 'nvidia-l4',
        },
        taints: ['workload=inference:NO_SCHEDULE'],
      },
    },
  },
  containerInstanceType: 'g6.xlarge',
  // The function that scales in an idle fleet has a queue of its own.
  alarms: [
    ...SERVICE_ALARMS,
    'alarm-deadletters',
    'alarm-workstation',
    'alarm-failednodes',
    'alarm-idleclustergpus',
  ],
};

const lesson: Expected = {
  interfaceEndpoints: [],
  flowLogs: ['/aws/vpc/ml-platform', 'ml-platform-vpc-flow-logs'],
  securityGroups: {
    'GPU-Training-SG': [
      ...TRAINING_RULES,
      'tcp 22 from 10.0.0.0/16',
      'tcp 29500 from GPU-Training-SG',
      'tcp 6006 from 10.0.0.0/16',
      'tcp 8888 from 10.0.0.0/16',
    ],
    ...KUBERNETES_RULES,
    'ALB-SG': ['all to 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0', 'tcp 80 from 0.0.0.0/0'],
  },
  openToTheInternet: ['ALB-SG: tcp 443 from 0.0.0.0/0', 'ALB-SG: tcp 80 from 0.0.0.0/0'],
  bucketNames: ['datasets', 'models', 'artifacts', 'access-logs'].map(
    (purpose) => `ml-platform-${purpose}-000000000000`,
  ),
  datasets: [
    'archive-old-datasets: STANDARD_IA after 90 days, GLACIER after 180 days, old versions GLACIER after 30 days',
    'end-old-versions: old versions expire after 120 days, delete markers go',
  ],
  roleNames: {
    Training: 'ml-training-instance-role',
    Inference: 'ml-inference-role',
    Cluster: 'ml-platform-eks-cluster-role',
    Nodes: 'ml-platform-eks-node-role',
  },
  instanceProfileNames: { Training: 'ml-training-profile', Inference: 'ml-inference-profile' },
  fleet: {
    groupName: 'gpu-training-asg',
    sizes: [0, 10, 4],
    instanceTypes: ['p3.8xlarge'],
    subnets: ['Private-A', 'Private-B'],
    spotMaxPrice: '5.00',
    timeZone: 'Etc/UTC',
    tags: { Name: 'GPU-Training-ASG-Node', Cluster: 'ml-training-cluster' },
  },
  workstations: {
    'GPU-Training-Server': {
      isSpot: true,
      instanceType: 'p3.2xlarge',
      spotMaxPrice: '1.5',
      subnet: 'Public-A',
      address: 'GPU-Training-EIP',
      dataVolume: 'default-data',
    },
    'GPU-Training-Spot': { isSpot: true, instanceType: 'p3.8xlarge', spotMaxPrice: '3', subnet: 'Private-A' },
  },
  cluster: {
    version: '1.28',
    publicFrom: ['0.0.0.0/0'],
    addOns: [],
    objects: ['ConfigMap nvidia-device-plugin-configs'],
    identities: [],
    alarms: [],
    releases: ['cluster-autoscaler', 'nvidia-device-plugin'],
    nodeGroups: {
      cpu: {
        name: 'cpu-nodes',
        instances: 'ON_DEMAND c5.2xlarge, AL2023_x86_64_STANDARD',
        sizes: [2, 10, 3],
        volumeGiB: 100,
        labels: { workload: 'cpu', role: 'general' },
        taints: [],
      },
      gpu: {
        name: 'gpu-nodes',
        instances: 'SPOT p3.2xlarge, AL2023_x86_64_NVIDIA',
        sizes: [0, 10, 2],
        volumeGiB: 100,
        labels: {
          workload: 'gpu',
          role: 'ml-training',
          'gpu-type': 'v100',
          'nvidia.com/gpu': 'true',
          'k8s.amazonaws.com/accelerator': 'nvidia-tesla-v100',
        },
        taints: ['nvidia.com/gpu=true:NO_SCHEDULE'],
      },
      inference: {
        name: 'inference-nodes',
        instances: 'SPOT g4dn.xlarge, AL2023_x86_64_NVIDIA',
        sizes: [1, 20, 2],
        volumeGiB: 100,
        labels: {
          workload: 'inference',
          role: 'model-serving',
          'gpu-type': 't4',
          'nvidia.com/gpu': 'true',
          'k8s.amazonaws.com/accelerator': 'nvidia-tesla-t4',
        },
        taints: ['workload=inference:NO_SCHEDULE'],
      },
    },
  },
  containerInstanceType: 'g4dn.xlarge',
  // One for each workstation.
  alarms: [...SERVICE_ALARMS, 'alarm-workstation', 'alarm-workstation'],
};

export const EXPECTED: Readonly<Partial<Record<EnvironmentName, Expected>>> = { production, lesson };
