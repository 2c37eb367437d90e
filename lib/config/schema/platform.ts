import { z } from 'zod';
import { gcpSchema } from './gcp';
import { clusterSchema } from './cluster';
import { identitySchema } from './identity';
import { inferenceSchema } from './inference';
import { networkSchema } from './network';
import { observabilitySchema } from './observability';
import { storageSchema } from './storage';
import { trainingSchema } from './training';
import { tags } from './values';

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
    region: z.string().describe('AWS region. Same as -c region=.'),
    tags: tags.describe('Tags of everything, added to Environment and ManagedBy.'),
    protectData: z
      .boolean()
      .default(true)
      .describe('Whether buckets, keys, data volumes, logs and the cluster outlive a deleted stack.'),
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
