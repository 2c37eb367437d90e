import { productionGcp } from './gcp';
import { triton } from './triton';
import type { PlatformInput } from '../schema/platform';

/** Current instance types, private by default, sizes set by schedules and autoscalers. */
export const production: PlatformInput = {
  environment: 'production',
  region: 'us-west-2',
  tags: { Project: 'ML-Platform', CostCenter: 'AI-Research' },
  network: {
    cidr: '10.0.0.0/16',
    zones: [
      { name: 'a', publicCidr: '10.0.1.0/24', privateCidr: '10.0.10.0/24' },
      { name: 'b', publicCidr: '10.0.2.0/24', privateCidr: '10.0.11.0/24' },
    ],
    flowLogs: { retentionDays: 30 },
    endpoints: { interface: ['ecr.api', 'ecr.dkr', 'logs', 'ssm', 'ssmmessages', 'sts'] },
  },
  training: {
    workstations: {
      default: { instanceType: 'g6e.xlarge', rootVolume: { sizeGiB: 500 }, dataVolume: { sizeGiB: 1000 } },
    },
    fleets: {
      default: {
        clusterName: 'ml-training-cluster',
        instanceTypes: ['g5.12xlarge'],
        max: 10,
        // Scales in a fleet that was scaled out for one run and forgotten. Schedules keep instances in working hours.
        idle: {},
        timeZone: 'America/Los_Angeles',
        schedules: {
          'scale-up-business-hours': { recurrence: '0 8 * * MON-FRI', min: 2, max: 10, desired: 4 },
          'scale-down-after-hours': { recurrence: '0 20 * * *', min: 0, max: 10, desired: 0 },
        },
      },
    },
  },
  cluster: {
    version: '1.35',
    addOns: {
      snapshotController: { enabled: true },
      nodeMonitoring: { enabled: true },
      metricsServer: { enabled: true },
      mountpointS3: { enabled: true },
      cloudWatch: { enabled: true },
    },
    // One at a time: an alarm that is wrong everywhere does not end every job.
    nodeRepair: { maxParallel: 1 },
    nodeGroups: {
      cpu: {
        instanceTypes: ['m7i.2xlarge'],
        min: 2,
        max: 10,
        labels: { workload: 'cpu', role: 'general' },
      },
      gpu: {
        instanceTypes: ['g6e.xlarge'],
        market: 'spot',
        min: 0,
        max: 10,
        volumeGiB: 200,
        labels: { workload: 'gpu', role: 'ml-training', 'gpu-type': 'l40s', 'nvidia.com/gpu': 'true' },
        taints: [{ key: 'nvidia.com/gpu', value: 'true' }],
      },
      inference: {
        instanceTypes: ['g6.xlarge'],
        market: 'spot',
        // From the first node on, a day without Spot capacity would fail the creation of the cluster.
        min: 0,
        max: 20,
        volumeGiB: 200,
        labels: { workload: 'inference', role: 'model-serving', 'gpu-type': 'l4', 'nvidia.com/gpu': 'true' },
        taints: [{ key: 'workload', value: 'inference' }],
      },
    },
    namespaces: { ml: {} },
    serviceAccounts: [{ namespace: 'ml', name: 'ml-workload' }],
  },
  inference: {
    capacity: { instanceType: 'g6.xlarge', min: 1, max: 20 },
    services: { model: { ...triton, route: { priority: 100 } } },
  },
  observability: { monthlyBudgetUsd: 10_000 },
  gcp: productionGcp,
};
