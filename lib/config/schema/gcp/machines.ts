import { z } from 'zod';
import { entryName } from '../values';
import { diskSizeGb, diskType, labels, projectId, resourceName } from './values';

/** An image: the newest of a family, at the time the instance is made. */
export const image = z.strictObject({
  family: resourceName.describe('Image family.'),
  project: projectId.default('deeplearning-platform-release').describe('Project that publishes the family.'),
});

/** The plain form of a PEP 508 requirement: nothing that a shell would interpret. */
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

/** GPUs of an N1 machine. */
export const gpu = z
  .strictObject({
    acceleratorType: z.string().describe('Accelerator type, such as nvidia-tesla-v100.'),
    count: z.int().min(1).max(8).default(1).describe('Number of GPUs.'),
  })
  .describe('GPUs to attach to an N1 machine. Leave it out where the machine type brings its GPUs (A2, G2).');

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
    .describe('A disk of its own for training data, mounted at /data. It outlives the instance.'),
  spot: z
    .boolean()
    .default(true)
    .describe('Whether to use Spot capacity, which Google may stop at any time.'),
  publicAddress: z.boolean().default(false).describe('Whether the instance has an ephemeral public address.'),
  tags: z.array(resourceName).max(64).default(['gpu-training', 'ml-workload']).describe('Network tags.'),
  labels: labels.default({}).describe('Labels of instance and data disk, added to gcp.labels.'),
});

const size = z.int().min(0).max(1000);

/** A time at which a fleet has more instances. At its end the fleet goes back to `min`. */
const fleetSchedule = z.strictObject({
  schedule: z
    .string()
    .describe('Start, as a cron expression with one minute and one hour, such as 0 8 * * MON-FRI.'),
  timeZone: z.string().default('Etc/UTC').describe('IANA time zone of the schedule.'),
  durationMinutes: z
    .int()
    .min(5)
    .max(1440)
    .describe('How long it lasts, in minutes. Then the fleet is set to min, and machines above that end.'),
  instances: z.int().min(1).max(1000).describe('Number of instances that it starts with.'),
});

/** A group of equal GPU instances without data disks, for jobs that keep their checkpoints in Cloud Storage. */
export const fleet = z.strictObject({
  machineType,
  gpu: gpu.optional(),
  image: image.optional().describe('Image of the boot disks. Default: gcp.image.'),
  bootDiskGb: diskSizeGb,
  bootDiskType: diskType,
  spot: z
    .boolean()
    .default(true)
    .describe('Whether to use Spot capacity, which Google may take back at any time.'),
  min: size.default(0).describe('Least number of instances outside of schedules.'),
  max: size.min(1).describe('Largest number of instances.'),
  schedules: z
    .record(entryName, fleetSchedule)
    .default({})
    .describe('Times with more instances, of which no two overlap or touch.'),
  tags: z.array(resourceName).max(64).default(['gpu-training', 'ml-workload']).describe('Network tags.'),
  labels: labels.default({}).describe('Labels of the instances, added to gcp.labels.'),
});
