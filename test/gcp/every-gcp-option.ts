/**
 * Settings of the companion with every option that no environment has, to merge over production.
 * With the environments they use every resource type of `types-in-use.ts`.
 */
export const EVERY_GCP_OPTION = {
  state: { backend: 'local', path: '../../gcp.tfstate', bucket: null, prefix: null },
  labels: { team: 'research' },
  network: {
    name: 'joined',
    subnetName: 'joined-a',
    subnetCidr: '10.20.0.0/22',
    podsCidr: '10.128.0.0/15',
    servicesCidr: '10.30.0.0/20',
    joinedWithAws: true,
  },
  serviceAccount: { id: 'every-option', displayName: 'Every ${option}' },
  encryption: { customerManaged: true, keyRing: 'every-option', rotationDays: 30 },
  buckets: {
    location: 'us-central1',
    names: { datasets: 'every-datasets', models: 'every-models', artifacts: 'every-artifacts' },
  },
  libraries: { pytorchIndexUrl: 'https://download.pytorch.org/whl/cu126' },
  trainingVms: {
    v100: {
      name: 'gpu-training-v100',
      machineType: 'n1-standard-8',
      gpu: { acceleratorType: 'nvidia-tesla-v100', count: 2 },
      image: { family: 'common-cu129-ubuntu-2204-nvidia-580' },
      bootDiskGb: 100,
      bootDiskType: 'pd-balanced',
      dataDisk: { sizeGb: 500, type: 'pd-balanced' },
      spot: false,
      publicAddress: true,
      tags: ['gpu-training'],
      labels: { model: 'v100' },
    },
  },
  fleets: {
    l4: {
      machineType: 'g2-standard-8',
      image: { family: 'common-cu129-ubuntu-2204-nvidia-580' },
      bootDiskGb: 150,
      bootDiskType: 'pd-balanced',
      spot: false,
      min: 1,
      max: 6,
      timeZone: 'Europe/Berlin',
      schedules: {
        nights: { recurrence: '0 22 * * MON-THU', desired: 4 },
        mornings: { recurrence: '0 6 * * TUE-FRI', desired: 1 },
        weekends: { recurrence: '0 0 * * SAT', desired: 6 },
        mondays: { recurrence: '0 0 * * MON', desired: 1 },
      },
      tags: ['ml-fleet'],
      labels: { model: 'l4' },
    },
  },
  cluster: {
    name: 'every-option',
    releaseChannel: 'STABLE',
    authorizedCidrs: ['203.0.113.0/24'],
    nodePools: {
      // One of every taint, and zones that a user chose.
      batch: {
        machineType: 'n1-standard-8',
        gpu: { acceleratorType: 'nvidia-tesla-t4', count: 1 },
        spot: false,
        min: 1,
        max: 7,
        zones: ['us-central1-a', 'us-central1-b'],
        diskGb: 120,
        diskType: 'pd-balanced',
        labels: { workload: 'batch' },
        taints: [
          { key: 'example.com/batch', value: 'true', effect: 'NoExecute' },
          { key: 'team', value: 'a', effect: 'PreferNoSchedule' },
        ],
      },
    },
    serviceAccounts: [
      { namespace: 'ml', name: 'ml-workload' },
      { namespace: 'team', name: 'job-runner' },
    ],
  },
  registry: { name: 'every-images', untaggedExpireAfterDays: 7 },
  budget: { billingAccount: '012345-ABCDEF-012345', monthlyUsd: 5000 },
  aws: {
    trainingUniqueId: '112233445566778899001',
    buckets: ['datasets', 'models', 'artifacts'],
    transfer: {
      uniqueId: '112233445566778899002',
      buckets: ['datasets', 'models'],
      everyHours: 12,
    },
  },
  osLogin: true,
  shieldedVm: true,
  secureBoot: true,
  protectData: true,
} as const;

/** Settings of AWS that the companion uses: addresses to notify, and how long objects are kept. */
export const EVERY_AWS_OPTION_FOR_GCP = {
  observability: { emails: ['ml@example.com', 'on-call@example.com'] },
} as const;
