import { z } from 'zod';
import { gcpSchema } from './gcp';
import { clusterSchema } from './cluster';
import { identitySchema } from './identity';
import { inferenceSchema } from './inference';
import { networkSchema } from './network';
import { observabilitySchema } from './observability';
import { storageSchema } from './storage';
import { trainingSchema } from './training';
import { commonTagKey, commonTags, tagKey } from './values';

/** Keys of the tags that the platform writes or reads. `Name` is that of EC2, and those of Kubernetes are fixed. */
const tagKeys = z.strictObject({
  project: commonTagKey
    .default('Project')
    .describe('Tag that limits what training instances may attach. Its value is in `tags`.'),
  costCenter: commonTagKey
    .default('CostCenter')
    .describe('Tag by which the budget counts. Its value is in `tags`.'),
  environment: commonTagKey
    .default('Environment')
    .describe('Tag with the name of the environment, by which the budget counts.'),
  managedBy: commonTagKey.default('ManagedBy').describe('Tag whose value is CDK.'),
  cluster: tagKey.default('Cluster').describe('Tag of the instances of a fleet, with its `clusterName`.'),
  purpose: tagKey.default('Purpose').describe('Tag of the data buckets.'),
});

/** All settings of one environment of the platform. */
export const platformSchema = z
  .strictObject({
    project: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{1,30}$/,
        'use 2 to 31 lower-case letters, digits and hyphens, starting with a letter',
      )
      .default('ml-platform')
      .describe('First part of every stack name.'),
    environment: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,20}$/,
        'use 1 to 21 lower-case letters, digits and hyphens, starting with a letter',
      )
      .describe('Second part of every stack name, and the Environment tag.'),
    account: z
      .string()
      .regex(/^\d{12}$/, 'write the 12 digits of an AWS account, in quotes')
      .optional()
      .describe(
        'The only account that this environment may be deployed to. Default: the account of the credentials.',
      ),
    ebsKeyArn: z
      .string()
      .regex(
        /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/,
        'write the ARN of a key, such as arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      )
      .optional()
      .describe(
        'KMS key of your own that encrypts the volumes of all instances and nodes. An account whose EBS encryption uses such a key by default needs it: the roles here get their rights on it, and the runbook has those that its owner adds. Set it before the first deployment, because a data volume cannot change its key. Default: the default key of the account for EBS.',
      ),
    region: z.string().describe('AWS region. Same as -c region=.'),
    tags: commonTags.describe(
      'Tags of everything, added to those of environment and managedBy in `tagKeys`.',
    ),
    tagKeys: tagKeys
      .prefault({})
      .describe('Keys of tags, for an organization whose tag policy fixes their spelling.'),
    registries: z
      .record(
        z
          .string()
          .regex(
            /^[a-z0-9.-]+\.[a-z]+(:\d+)?$/,
            'write the host of a registry or chart repository, such as nvcr.io',
          ),
        z
          .string()
          .regex(
            /^((oci|https):\/\/)?[a-z0-9]+([.-][a-z0-9-]+)*(:\d{1,5})?(\/[a-z0-9._-]+)*$/,
            'write a host and perhaps a path, such as 111122223333.dkr.ecr.us-west-2.amazonaws.com/nvcr',
          ),
      )
      .default({})
      .describe(
        'Mirrors of registries and chart repositories by host, where images and charts are pulled instead. The rest of a name stays, as a pull-through cache of Amazon ECR has it; images without a host are of docker.io. The mirror of a chart repository starts with oci:// or https://.',
      ),
    protectData: z
      .boolean()
      .default(true)
      .describe(
        'Whether CloudFormation refuses to delete the stacks, EKS the cluster, and buckets, keys, data volumes and logs outlive a deleted stack.',
      ),
    historical: z
      .boolean()
      .default(false)
      .describe(
        'Whether values that AWS no longer offers, and an API open to the world, are warnings and not errors.',
      ),
    network: networkSchema.describe(
      'The VPC: its ranges and zones, and how instances reach the internet and AWS.',
    ),
    storage: storageSchema
      .prefault({})
      .describe('The buckets of datasets, models and artifacts, how long objects are kept, and their key.'),
    identity: identitySchema
      .prefault({})
      .describe('Names of IAM roles, and the secrets that training reads.'),
    training: trainingSchema.prefault({}).describe('GPU instances outside the Kubernetes cluster.'),
    cluster: clusterSchema.describe('The EKS cluster and its node groups.'),
    inference: inferenceSchema.describe('The ECS cluster of model services, and its load balancer.'),
    observability: observabilitySchema.describe(
      'Dashboard, alarms, budget, and the addresses that are notified.',
    ),
    gcp: gcpSchema.describe('The companion on Google Cloud, which is written as Terraform.'),
  })
  .describe('Settings of the whole environment.');

/** A complete, checked configuration. */
export type PlatformConfig = z.output<typeof platformSchema>;
/** A configuration as a user writes it: settings with a default may be left out. */
export type PlatformInput = z.input<typeof platformSchema>;

export type NetworkConfig = PlatformConfig['network'];
export type StorageConfig = PlatformConfig['storage'];
export type IdentityConfig = PlatformConfig['identity'];
export type TrainingConfig = PlatformConfig['training'];
export type WorkstationConfig = TrainingConfig['workstations'][string];
export type FleetConfig = TrainingConfig['fleets'][string];
export type ClusterConfig = PlatformConfig['cluster'];
export type NodeGroupConfig = ClusterConfig['nodeGroups'][string];
export type InferenceConfig = PlatformConfig['inference'];
export type ModelServiceConfig = InferenceConfig['services'][string];
export type ObservabilityConfig = PlatformConfig['observability'];
export type VolumeConfig = WorkstationConfig['rootVolume'];
