import { z } from 'zod';
import { entryName } from '../values';
import { aws } from './aws';
import { cluster } from './cluster';
import { fleet, image, libraries, trainingVm } from './training';
import { buckets, encryption } from './storage';
import {
  bucketName,
  labels,
  networkName,
  projectId,
  resourceName,
  serviceAccountId,
  subnetCidr,
  zoneName,
} from './values';

/** The configuration section of the GCP companion. */
export const gcpSchema = z.strictObject({
  project: projectId.describe('Project id.'),
  region: z
    .string()
    .regex(/^[a-z]+-[a-z]+\d+$/, 'write a region such as us-central1')
    .describe('Region.'),
  zone: zoneName.describe('Zone of the instances.'),
  state: z
    .discriminatedUnion('backend', [
      z.strictObject({
        backend: z.literal('gcs'),
        bucket: bucketName.describe(
          'Existing bucket; Terraform cannot create the one that it keeps its state in.',
        ),
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
      podsCidr: subnetCidr
        .default('10.64.0.0/16')
        .describe('Secondary range of the pods; every node takes a /24 of it.'),
      servicesCidr: subnetCidr.default('10.72.0.0/20').describe('Secondary range of the services.'),
      joinedWithAws: z
        .boolean()
        .default(false)
        .describe(
          'Whether your VPN or interconnect joins this network with the VPC on AWS: the ranges must then differ, and instances of either side may reach the other.',
        ),
    })
    .prefault({})
    .describe('The VPC network, its subnet and the ranges of pods and services.'),
  serviceAccount: z
    .strictObject({
      id: serviceAccountId.default('ml-training-sa').describe('First part of its e-mail address.'),
      displayName: z
        .string()
        .max(100)
        .default('ML Training Service Account')
        .describe('Name that the console shows.'),
    })
    .prefault({}),
  encryption: encryption.prefault({}),
  buckets: buckets.prefault({}),
  image: image.describe('Image of the boot disks.'),
  libraries: libraries.prefault({}).describe('Python packages that every instance has in /opt/ml/venv.'),
  trainingVms: z
    .record(entryName, trainingVm)
    .default({})
    .describe('Single GPU instances by name, each with a data disk that outlives it.'),
  fleets: z
    .record(entryName, fleet)
    .default({})
    .describe('Managed instance groups of identical GPU instances by name.'),
  cluster: cluster.optional().describe('The GKE cluster and its node pools. Default: none.'),
  registry: z
    .strictObject({
      name: resourceName.default('ml-images').describe('Name of the repository.'),
      untaggedExpireAfterDays: z
        .int()
        .min(1)
        .max(3650)
        .default(30)
        .describe('Untagged images are deleted after this age.'),
    })
    .prefault({})
    .describe('Repository of container images in Artifact Registry.'),
  budget: z
    .strictObject({
      billingAccount: z
        .string()
        .regex(/^[0-9A-F]{6}(-[0-9A-F]{6}){2}$/, 'write a billing account such as 012345-ABCDEF-012345')
        .describe('Billing account of the project.'),
      monthlyUsd: z.int().min(1).describe('Amount a month, in US dollars.'),
    })
    .optional()
    .describe(
      'A budget of the project that notifies at 50, 80 and 100 percent, and by forecast. Default: none.',
    ),
  aws: aws
    .optional()
    .describe('Access of jobs on Google Cloud to the buckets on AWS, and copies of them. Default: none.'),
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
  protectData: z
    .boolean()
    .default(true)
    .describe('Whether Terraform refuses to destroy data disks, buckets, keys and the cluster.'),
});

/** The checked configuration of the GCP companion. */
export type GcpConfig = z.output<typeof gcpSchema>;
/** The configuration as a user writes it: settings with a default may be left out. */
export type GcpInput = z.input<typeof gcpSchema>;
/** One GPU instance. */
export type TrainingVmConfig = GcpConfig['trainingVms'][string];
/** An image family and the project that publishes it. */
export type ImageConfig = GcpConfig['image'];
/** GPUs of an N1 instance. */
export type GpuConfig = NonNullable<TrainingVmConfig['gpu']>;
/** A group of GPU instances. */
export type GcpFleetConfig = GcpConfig['fleets'][string];
/** A GKE cluster. */
export type GkeConfig = NonNullable<GcpConfig['cluster']>;
/** A group of nodes. */
export type NodePoolConfig = GkeConfig['nodePools'][string];
