import type { GcpInput } from '../schema/gcp';

const place = { project: 'my-ml-project', region: 'us-central1', zone: 'us-central1-a' } as const;

/** Driver 580 is the newest that supports every GPU of the catalog, from V100 to L4. */
const image = { family: 'common-cu129-ubuntu-2204-nvidia-580', project: 'deeplearning-platform-release' };

/**
 * The newest compatible set for the Python 3.10 of the image, from PyPI on 2026-11-24.
 *
 * The build on PyPI supports T4 and later; a V100 needs a `pytorchIndexUrl` with a build that still supports it.
 */
const libraries = {
  pytorch: ['torch==2.14.1', 'torchvision==0.29.2', 'torchaudio==2.11.0'],
  packages: ['transformers==5.20.2', 'datasets==5.2.0', 'accelerate==1.15.0', 'boto3==1.43.106'],
};

/** The taint that GKE adds to nodes with GPUs; explicit, so that readers see it beside the others. */
const gpuTaint = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' } as const;
const inferenceTaint = { key: 'workload', value: 'inference', effect: 'NoSchedule' } as const;
const serviceAccounts = [{ namespace: 'ml', name: 'ml-workload' }];

/** The exact values of the lesson; its EKS node groups as node pools with the same GPUs. */
export const lessonGcp: GcpInput = {
  ...place,
  state: { backend: 'gcs', bucket: 'my-terraform-state', prefix: 'ml-platform' },
  network: { name: 'ml-vpc', subnetName: 'ml-subnet' },
  serviceAccount: { id: 'ml-training-sa', displayName: 'ML Training Service Account' },
  image: { family: 'pytorch-latest-gpu', project: 'deeplearning-platform-release' },
  libraries: {
    pytorchIndexUrl: 'https://download.pytorch.org/whl/cu118',
    pytorch: ['torch', 'torchvision', 'torchaudio'],
    packages: ['transformers', 'datasets', 'accelerate'],
  },
  trainingVms: {
    training: {
      name: 'gpu-training-a100',
      machineType: 'a2-highgpu-1g',
      bootDiskGb: 500,
      bootDiskType: 'pd-ssd',
      dataDisk: { name: 'training-data-disk', sizeGb: 1000, type: 'pd-ssd' },
      spot: true,
      publicAddress: true,
      tags: ['gpu-training', 'ml-workload'],
    },
  },
  cluster: {
    nodePools: {
      cpu: {
        machineType: 'n2-standard-8',
        min: 2,
        max: 10,
        labels: { workload: 'cpu', role: 'general' },
      },
      gpu: {
        machineType: 'n1-standard-8',
        gpu: { acceleratorType: 'nvidia-tesla-v100' },
        spot: true,
        min: 0,
        max: 10,
        labels: { workload: 'gpu', role: 'ml-training', 'gpu-type': 'v100' },
        taints: [gpuTaint],
      },
      inference: {
        machineType: 'n1-standard-4',
        gpu: { acceleratorType: 'nvidia-tesla-t4' },
        spot: true,
        min: 1,
        max: 20,
        labels: { workload: 'inference', role: 'model-serving', 'gpu-type': 't4' },
        taints: [inferenceTaint],
      },
    },
    serviceAccounts,
  },
  encryption: { customerManaged: false },
  osLogin: false,
  shieldedVm: false,
  protectData: false,
};

/** The lesson's A100 without a public address: SSH through IAP and OS Login only, data disk protected. */
export const productionGcp: GcpInput = {
  ...place,
  state: { backend: 'gcs', bucket: 'my-ml-project-terraform-state', prefix: 'ml-platform/production' },
  image,
  libraries,
  trainingVms: {
    training: {
      name: 'gpu-training-a100',
      machineType: 'a2-highgpu-1g',
      bootDiskGb: 500,
      dataDisk: { name: 'training-data-disk', sizeGb: 1000 },
    },
  },
  fleets: {
    a100: {
      machineType: 'a2-highgpu-1g',
      bootDiskGb: 200,
      max: 10,
      timeZone: 'America/Los_Angeles',
      schedules: {
        'scale-up-business-hours': { recurrence: '0 8 * * MON-FRI', desired: 2 },
        'scale-down-after-hours': { recurrence: '0 20 * * MON-FRI', desired: 0 },
      },
    },
    v100: {
      machineType: 'n1-standard-8',
      gpu: { acceleratorType: 'nvidia-tesla-v100' },
      // PyTorch from PyPI needs a T4 or later: jobs on this fleet need another image or index.
      bootDiskGb: 200,
      max: 4,
    },
  },
  cluster: {
    nodePools: {
      cpu: { machineType: 'n2-standard-8', min: 2, max: 10, labels: { workload: 'cpu', role: 'general' } },
      gpu: {
        machineType: 'a2-highgpu-1g',
        spot: true,
        min: 0,
        max: 10,
        diskGb: 200,
        labels: { workload: 'gpu', role: 'ml-training', 'gpu-type': 'a100' },
        taints: [gpuTaint],
      },
      inference: {
        machineType: 'g2-standard-4',
        spot: true,
        min: 1,
        max: 20,
        diskGb: 200,
        labels: { workload: 'inference', role: 'model-serving', 'gpu-type': 'l4' },
        taints: [inferenceTaint],
      },
    },
    serviceAccounts,
  },
};

/** One T4 on Spot capacity and small disks that a destroy removes; about $0.23 an hour while it runs. */
export const devGcp: GcpInput = {
  ...place,
  // A separate project, because resource names are the same as in production.
  project: 'my-ml-project-dev',
  state: { backend: 'gcs', bucket: 'my-ml-project-dev-terraform-state', prefix: 'ml-platform/dev' },
  image,
  libraries,
  trainingVms: {
    training: {
      machineType: 'n1-standard-4',
      gpu: { acceleratorType: 'nvidia-tesla-t4' },
      bootDiskGb: 100,
      bootDiskType: 'pd-balanced',
      dataDisk: { sizeGb: 100, type: 'pd-balanced' },
    },
  },
  cluster: {
    name: 'ml-platform-dev',
    regional: false,
    nodePools: {
      cpu: {
        machineType: 'e2-medium',
        spot: true,
        min: 1,
        max: 3,
        diskGb: 50,
        diskType: 'pd-balanced',
        labels: { workload: 'cpu', role: 'general' },
      },
      gpu: {
        machineType: 'n1-standard-4',
        gpu: { acceleratorType: 'nvidia-tesla-t4' },
        spot: true,
        min: 0,
        max: 2,
        diskType: 'pd-balanced',
        labels: { workload: 'gpu', role: 'ml-training', 'gpu-type': 't4' },
        taints: [gpuTaint],
      },
      inference: {
        machineType: 'n1-standard-4',
        gpu: { acceleratorType: 'nvidia-tesla-t4' },
        spot: true,
        min: 0,
        max: 2,
        diskType: 'pd-balanced',
        labels: { workload: 'inference', role: 'model-serving', 'gpu-type': 't4' },
        taints: [inferenceTaint],
      },
    },
    serviceAccounts,
  },
  // Cloud KMS never frees the name of a key, so it would be taken when a destroyed environment is created again.
  encryption: { customerManaged: false },
  protectData: false,
};
