import type { GcpInput } from './schema';

const place = { project: 'my-ml-project', region: 'us-central1', zone: 'us-central1-a' } as const;

/** Driver 580 is the newest that knows every GPU of the catalog, from V100 to L4. */
const image = { family: 'common-cu129-ubuntu-2204-nvidia-580', project: 'deeplearning-platform-release' };

/**
 * The newest set that agrees with itself on the Python 3.10 of the image, from PyPI on 2026-11-24.
 *
 * PyPI's build computes on T4 and later; a V100 needs a `pytorchIndexUrl` whose build still knows it.
 */
const libraries = {
  pytorch: ['torch==2.14.1', 'torchvision==0.29.2', 'torchaudio==2.11.0'],
  packages: ['transformers==5.20.2', 'datasets==5.2.0', 'accelerate==1.15.0'],
};

/** The values of the lesson, to the letter. */
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
};

/** One T4 on Spot capacity and small disks that a destroy removes; about $0.23 an hour while it runs. */
export const devGcp: GcpInput = {
  ...place,
  // A project of its own: the names within are those of production.
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
  protectData: false,
};
