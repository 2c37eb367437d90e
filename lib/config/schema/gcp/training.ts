import { z } from 'zod';
import { recurrence, scheduledSize, timeZone } from '../schedule';
import { entryName } from '../values';
import { diskSizeGb, diskType, groupSize, labels, projectId, resourceName } from './values';

/** An image: the newest of a family at the time the instance is created. */
export const image = z.strictObject({
  family: resourceName.describe('Image family.'),
  project: projectId.default('deeplearning-platform-release').describe('Project that publishes the family.'),
});

/** The plain form of a PEP 508 requirement, without characters that a shell interprets. */
const requirement = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]*(==[\w.+!]+)?$/, 'write a package as name or name==version');

export const libraries = z.strictObject({
  pytorchIndexUrl: z
    .url({
      protocol: /^https$/,
      error: 'write an https address such as https://download.pytorch.org/whl/cu126',
    })
    .regex(/^[\w:/.-]+$/, 'write a plain https address')
    .optional()
    .describe(
      'Package index with the PyTorch build of one CUDA version. Default: PyPI, whose build is for the newest CUDA.',
    ),
  pytorch: z
    .array(requirement)
    .default(['torch', 'torchvision', 'torchaudio'])
    .describe('Packages from pytorchIndexUrl.'),
  packages: z
    .array(requirement)
    .default(['transformers', 'datasets', 'accelerate'])
    .describe('Packages from PyPI.'),
});

/** GPUs of an N1 instance. */
export const gpu = z
  .strictObject({
    acceleratorType: z.string().describe('Accelerator type, such as nvidia-tesla-v100.'),
    count: z.int().min(1).max(8).default(1).describe('Number of GPUs.'),
  })
  .describe(
    'GPUs to attach to an N1 instance. Leave it out where the machine type has GPUs of its own (A2, G2).',
  );

const machineType = z
  .string()
  .describe('Compute Engine machine type, from lib/catalog/gcp-machine-types.ts.');

export const trainingVm = z.strictObject({
  name: resourceName.optional().describe('Name of the instance. Default: gpu- and the key of the entry.'),
  machineType,
  gpu: gpu.optional(),
  image: image.optional().describe('Image of the boot disk. Default: gcp.image.'),
  bootDiskGb: diskSizeGb,
  bootDiskType: diskType,
  dataDisk: z
    .strictObject({
      name: resourceName.optional().describe('Name of the disk. Default: the key of the entry and -data.'),
      sizeGb: diskSizeGb,
      type: diskType,
    })
    .optional()
    .describe('A separate disk for training data, mounted at /data. It outlives the instance.'),
  spot: z
    .boolean()
    .default(true)
    .describe(
      'Whether to use Spot capacity, which Google may reclaim at any time: the instance is then stopped.',
    ),
  publicAddress: z.boolean().default(false).describe('Whether the instance has an ephemeral public address.'),
  tags: z.array(resourceName).max(64).default(['gpu-training', 'ml-workload']).describe('Network tags.'),
  labels: labels.default({}).describe('Labels of instance and data disk, added to gcp.labels.'),
});

/** A change of a fleet's size at set times. */
const schedule = z.strictObject({ recurrence, desired: scheduledSize });

/** A group of identical GPU instances without data disks, for jobs that keep their checkpoints in Cloud Storage. */
export const fleet = z.strictObject({
  machineType,
  gpu: gpu.optional(),
  image: image.optional().describe('Image of the boot disks. Default: gcp.image.'),
  bootDiskGb: diskSizeGb,
  bootDiskType: diskType,
  spot: z
    .boolean()
    .default(true)
    .describe('Whether to use Spot capacity, which Google may reclaim at any time.'),
  min: groupSize.default(0).describe('Size of a new fleet, and the smallest size that a schedule may set.'),
  max: groupSize.min(1).describe('Largest number of instances.'),
  timeZone,
  schedules: z
    .record(entryName, schedule)
    .default({})
    .describe('Size changes by name. Where one raises the fleet above min, another lowers it to min.'),
  tags: z.array(resourceName).max(64).default(['gpu-training', 'ml-workload']).describe('Network tags.'),
  labels: labels.default({}).describe('Labels of the instances, added to gcp.labels.'),
});
