import { devGcp } from './gcp';
import { triton } from './triton';
import type { PlatformInput } from '../schema/platform';

/**
 * Small and cheap: one NAT instance, no interface endpoints, no load balancer, and no GPU until a user requests one.
 * One small node remains, because CoreDNS and cluster-autoscaler must run before any group can scale out from zero.
 */
export const dev: PlatformInput = {
  environment: 'dev',
  region: 'us-west-2',
  tags: { Project: 'ML-Platform', CostCenter: 'AI-Research' },
  protectData: false,
  network: {
    cidr: '10.0.0.0/16',
    zones: [
      { name: 'a', publicCidr: '10.0.1.0/24', privateCidr: '10.0.10.0/24' },
      { name: 'b', publicCidr: '10.0.2.0/24', privateCidr: '10.0.11.0/24' },
    ],
    nat: 'instance',
    flowLogs: { retentionDays: 7 },
  },
  storage: { key: { alias: 'ml-s3-encryption-dev', deletionWindowDays: 7 } },
  training: {
    fleets: {
      default: {
        clusterName: 'ml-training-dev',
        instanceTypes: ['g4dn.xlarge'],
        max: 2,
        idle: { minutes: 30 },
        rootVolume: { sizeGiB: 150 },
      },
    },
  },
  cluster: {
    name: 'ml-platform-dev',
    version: '1.35',
    logRetentionDays: 7,
    addOns: { nodeMonitoring: { enabled: true } },
    nodeRepair: { maxParallel: 1 },
    detailedMonitoring: false,
    nodeGroups: {
      cpu: {
        instanceTypes: ['t3a.small'],
        min: 1,
        max: 3,
        volumeGiB: 20,
        labels: { workload: 'cpu', role: 'general' },
      },
      gpu: {
        instanceTypes: ['g4dn.xlarge'],
        market: 'spot',
        min: 0,
        max: 2,
        labels: { workload: 'gpu', role: 'ml-training', 'gpu-type': 't4', 'nvidia.com/gpu': 'true' },
        taints: [{ key: 'nvidia.com/gpu', value: 'true' }],
      },
      inference: {
        instanceTypes: ['g4dn.xlarge'],
        market: 'spot',
        min: 0,
        max: 2,
        labels: { workload: 'inference', role: 'model-serving', 'gpu-type': 't4', 'nvidia.com/gpu': 'true' },
        taints: [{ key: 'workload', value: 'inference' }],
      },
    },
    namespaces: { ml: {} },
    serviceAccounts: [{ namespace: 'ml', name: 'ml-workload' }],
  },
  inference: {
    capacity: { instanceType: 'g4dn.xlarge', market: 'spot', min: 0, max: 2 },
    logRetentionDays: 7,
    services: { model: { ...triton, scaling: { min: 0, max: 2 } } },
  },
  observability: { monthlyBudgetUsd: 300, dashboard: false },
  gcp: devGcp,
};
