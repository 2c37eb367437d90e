import { z } from 'zod';
import { cidr, entryName } from '../config/schema/values';

/** A name of a Compute Engine resource: RFC 1035, at most 63 characters. */
const resourceName = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'use 1 to 63 lower-case letters, digits and hyphens; start with a letter, do not end with a hyphen (RFC 1035)',
  );

/** The names of firewall rules, router and NAT begin with that of the network, so it leaves them room. */
const networkName = resourceName.max(48);

/** Labels as Google allows them: https://cloud.google.com/compute/docs/labeling-resources#requirements */
const labels = z.record(
  z
    .string()
    .regex(
      /^[a-z][a-z0-9_-]{0,62}$/,
      'a label key has 1 to 63 lower-case letters, digits, _ and -, and starts with a letter',
    ),
  z.string().regex(/^[a-z0-9_-]{0,63}$/, 'a label value has at most 63 lower-case letters, digits, _ and -'),
);

/** A subnet range; Google accepts prefixes from /8 to /29. */
const subnetCidr = cidr.refine((range) => {
  const prefix = Number(range.split('/')[1]);
  return prefix >= 8 && prefix <= 29;
}, 'write a range with a prefix from /8 to /29');

const diskType = z.enum(['pd-ssd', 'pd-balanced']).default('pd-ssd').describe('Kind of Persistent Disk.');

/** A Persistent Disk: https://cloud.google.com/compute/docs/disks/persistent-disks#disk-types */
const diskSizeGb = z.int().min(10).max(65536).describe('Size in GB, as Compute Engine counts them.');

const projectId = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    'a project id has 6 to 30 lower-case letters, digits and hyphens, starts with a letter and does not end with a hyphen',
  );

/** An image: the newest of a family, at the time the instance is made. */
const image = z.strictObject({
  family: resourceName.describe('Image family.'),
  project: projectId.default('deeplearning-platform-release').describe('Project that publishes the family.'),
});

/** The plain form of a PEP 508 requirement: nothing that a shell would interpret. */
const requirement = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]*(==[\w.+!]+)?$/, 'write a package as name or name==version');

const libraries = z.strictObject({
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

const trainingVm = z.strictObject({
  name: resourceName.optional().describe('Name of the instance. Default: gpu- and the key of the entry.'),
  machineType: z.string().describe('Compute Engine machine type, from lib/catalog/gcp-machine-types.ts.'),
  gpu: z
    .strictObject({
      acceleratorType: z.string().describe('Accelerator type, such as nvidia-tesla-v100.'),
      count: z.int().min(1).max(8).default(1).describe('Number of GPUs.'),
    })
    .optional()
    .describe(
      'GPUs to attach to an N1 machine. Leave it out where the machine type brings its GPUs (A2, G2).',
    ),
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

/** The configuration section of the GCP companion. */
export const gcpSchema = z.strictObject({
  project: projectId.describe('Project id.'),
  region: z
    .string()
    .regex(/^[a-z]+-[a-z]+\d+$/, 'write a region such as us-central1')
    .describe('Region.'),
  zone: z
    .string()
    .regex(/^[a-z]+-[a-z]+\d+-[a-z]$/, 'write a zone such as us-central1-a')
    .describe('Zone of the instances.'),
  state: z
    .discriminatedUnion('backend', [
      z.strictObject({
        backend: z.literal('gcs'),
        bucket: z
          .string()
          .regex(
            /^(?!goog)[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/,
            'a bucket name has 3 to 63 lower-case letters, digits, - and _, starts and ends with a letter or digit, and does not start with goog',
          )
          .describe('Bucket that exists already; Terraform cannot make the one it keeps its state in.'),
        prefix: z.string().min(1).max(200).describe('Folder in the bucket. Every environment needs its own.'),
      }),
      z.strictObject({
        backend: z.literal('local'),
        path: z
          .string()
          .min(1)
          .max(1000)
          .describe('File, relative to the folder of main.tf.json. Keep it outside of cdk.out.'),
      }),
    ])
    .describe('Where Terraform keeps its state.'),
  labels: labels
    .default({ project: 'ml-platform', 'cost-center': 'ai-research' })
    .describe('Labels of everything, added to environment and managed-by.'),
  network: z
    .strictObject({
      name: networkName.default('ml-vpc').describe('Name of the VPC network.'),
      subnetName: resourceName.default('ml-subnet').describe('Name of the subnet.'),
      subnetCidr: subnetCidr.default('10.10.0.0/20').describe('Range of the subnet.'),
    })
    .prefault({}),
  serviceAccount: z
    .strictObject({
      id: z
        .string()
        .regex(
          /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
          'an id has 6 to 30 lower-case letters, digits and hyphens, starts with a letter and does not end with a hyphen',
        )
        .default('ml-training-sa')
        .describe('First part of its e-mail address.'),
      displayName: z
        .string()
        .max(100)
        .default('ML Training Service Account')
        .describe('What the console shows.'),
    })
    .prefault({}),
  image: image.describe('Image of the boot disks.'),
  libraries: libraries.prefault({}).describe('Python packages that every instance has in /opt/ml/venv.'),
  trainingVms: z.record(entryName, trainingVm).default({}).describe('GPU instances, by a short name.'),
  osLogin: z
    .boolean()
    .default(true)
    .describe('Whether SSH asks IAM (OS Login) and ignores keys in the metadata.'),
  shieldedVm: z
    .boolean()
    .default(true)
    .describe('Whether instances have a virtual TPM and integrity monitoring.'),
  secureBoot: z
    .boolean()
    .default(false)
    .describe('Whether only signed kernel modules load. The NVIDIA driver must then be a signed one.'),
  protectData: z.boolean().default(true).describe('Whether Terraform refuses to destroy data disks.'),
});

/** The checked configuration of the GCP companion. */
export type GcpConfig = z.output<typeof gcpSchema>;
/** The configuration as a person writes it: what has a default may be left out. */
export type GcpInput = z.input<typeof gcpSchema>;
/** One GPU instance. */
export type TrainingVmConfig = GcpConfig['trainingVms'][string];
/** An image family and the project that publishes it. */
export type ImageConfig = GcpConfig['image'];
