import { lessonGcp } from './gcp';
import { triton } from './triton';
import type { PlatformInput } from '../schema/platform';

/**
 * The exact values of the lesson. docs/lesson.md explains each deviation.
 *
 * EKS 1.28 and P3 instances can no longer be created, so this environment is for reading and comparing only.
 */
export const lesson: PlatformInput = {
  environment: 'lesson',
  region: 'us-west-2',
  tags: { Project: 'ML-Platform', CostCenter: 'AI-Research' },
  historical: true,
  network: {
    cidr: '10.0.0.0/16',
    zones: [
      { name: 'a', publicCidr: '10.0.1.0/24', privateCidr: '10.0.10.0/24' },
      { name: 'b', publicCidr: '10.0.2.0/24', privateCidr: '10.0.11.0/24' },
    ],
    flowLogs: {
      logGroupName: '/aws/vpc/ml-platform',
      roleName: 'ml-platform-vpc-flow-logs',
      retentionDays: 30,
    },
    trainingPorts: [
      { port: 22, description: 'SSH' },
      { port: 8888, description: 'Jupyter' },
      { port: 6006, description: 'TensorBoard' },
    ],
    loadBalancerCidrs: ['0.0.0.0/0'],
    securityGroupNames: {
      training: 'gpu-training-sg',
      cluster: 'eks-cluster-sg',
      nodes: 'eks-nodes-sg',
      loadBalancer: 'ml-platform-alb-sg',
    },
  },
  storage: {
    bucketPrefix: 'ml-platform',
    regionInBucketNames: false,
    key: { alias: 'ml-s3-encryption', deletionWindowDays: 10 },
    datasets: {
      archive: { infrequentAccessAfterDays: 90, glacierAfterDays: 180, noncurrentGlacierAfterDays: 30 },
      // Glacier bills an object for 90 days at least.
      noncurrentVersionsKeptDays: 120,
    },
  },
  identity: {
    roleNames: {
      training: 'ml-training-instance-role',
      inference: 'ml-inference-role',
      cluster: 'ml-platform-eks-cluster-role',
      nodes: 'ml-platform-eks-node-role',
    },
    instanceProfileNames: { training: 'ml-training-profile', inference: 'ml-inference-profile' },
    trainingSecretsPrefix: 'ml/',
  },
  training: {
    workstations: {
      default: {
        instanceType: 'p3.2xlarge',
        market: 'spot',
        spotMaxPriceUsd: 1.5,
        access: 'elastic-ip',
        rootVolume: { sizeGiB: 500, iops: 3000, throughputMiBps: 125 },
        dataVolume: { sizeGiB: 1000 },
        tags: { Name: 'GPU-Training-Server', Workload: 'ML-Training' },
        addressName: 'GPU-Training-EIP',
      },
      spot: {
        instanceType: 'p3.8xlarge',
        market: 'spot',
        spotMaxPriceUsd: 3,
        tags: { Name: 'GPU-Training-Spot' },
      },
    },
    fleets: {
      default: {
        groupName: 'gpu-training-asg',
        clusterName: 'ml-training-cluster',
        instanceName: 'GPU-Training-ASG-Node',
        instanceTypes: ['p3.8xlarge'],
        market: 'spot',
        // Both private subnets.
        acrossZones: true,
        spotMaxPriceUsd: 5,
        min: 0,
        max: 10,
        desired: 4,
        healthCheckGraceSeconds: 300,
        rootVolume: { sizeGiB: 500, iops: 3000, throughputMiBps: 125 },
        timeZone: 'Etc/UTC',
        schedules: {
          'scale-up-business-hours': { recurrence: '0 8 * * MON-FRI', min: 2, max: 10, desired: 4 },
          'scale-down-after-hours': { recurrence: '0 20 * * *', min: 0, max: 10, desired: 0 },
        },
      },
    },
  },
  cluster: {
    name: 'ml-platform-cluster',
    version: '1.28',
    support: 'extended',
    endpoint: { public: true, publicCidrs: ['0.0.0.0/0'] },
    secretsKeyDeletionWindowDays: 7,
    // EKS 1.28 has a default class of its own, gp2.
    addOns: { ebsCsiDriver: { defaultStorageClass: false } },
    nodeGroups: {
      cpu: {
        name: 'cpu-nodes',
        instanceTypes: ['c5.2xlarge'],
        market: 'on-demand',
        min: 2,
        max: 10,
        desired: 3,
        labels: { workload: 'cpu', role: 'general' },
        tags: { Name: 'ML-Platform-CPU-Nodes' },
      },
      gpu: {
        name: 'gpu-nodes',
        instanceTypes: ['p3.2xlarge'],
        market: 'spot',
        min: 0,
        max: 10,
        desired: 2,
        labels: { workload: 'gpu', role: 'ml-training', 'gpu-type': 'v100', 'nvidia.com/gpu': 'true' },
        taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }],
        tags: { Name: 'ML-Platform-GPU-Nodes' },
      },
      inference: {
        name: 'inference-nodes',
        instanceTypes: ['g4dn.xlarge'],
        market: 'spot',
        min: 1,
        max: 20,
        desired: 2,
        labels: { workload: 'inference', role: 'model-serving', 'gpu-type': 't4', 'nvidia.com/gpu': 'true' },
        taints: [{ key: 'workload', value: 'inference', effect: 'NoSchedule' }],
        tags: { Name: 'ML-Platform-Inference-Nodes' },
      },
    },
    serviceAccounts: [{ namespace: 'ml', name: 'ml-workload' }],
  },
  inference: {
    capacity: { instanceType: 'g4dn.xlarge', market: 'on-demand', min: 1, max: 20 },
    services: {
      model: {
        ...triton,
        route: { priority: 100 },
        scaling: {
          min: 1,
          max: 20,
          cpuTargetPercent: 70,
          scaleInCooldownSeconds: 300,
          scaleOutCooldownSeconds: 60,
        },
      },
    },
  },
  observability: { monthlyBudgetUsd: 10_000 },
  gcp: lessonGcp,
};
