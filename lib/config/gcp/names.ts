import type { GcpConfig, TrainingVmConfig } from '../schema/gcp';
import { bucketPurpose } from '../schema/gcp/values';

/** Name of the instance on Google Cloud. */
export function instanceName(key: string, { name }: TrainingVmConfig): string {
  return name ?? `gpu-${key}`;
}

/** Name of the data disk on Google Cloud. */
export function dataDiskName(key: string, { dataDisk }: TrainingVmConfig): string {
  return dataDisk?.name ?? `${key}-data`;
}

/**
 * Name of the managed instance group of a fleet, and prefix of the names of its instances.
 *
 * A key has at most 31 characters. With a hyphen the name is within the 37 that Terraform allows as the prefix of a
 * template, and the 58 that a group allows as the prefix of its instances.
 */
export function fleetName(key: string): string {
  return `ml-${key}`;
}

/** Converts a key of the configuration to snake case, the convention for Terraform names. */
export function terraformName(key: string): string {
  return key.replaceAll('-', '_');
}

/** Purposes of the buckets, the same as on AWS. */
export const bucketPurposes = bucketPurpose.options;

export type BucketPurpose = (typeof bucketPurposes)[number];

/** Name of a bucket in the configuration. Bucket names are global on Google Cloud. */
export function bucketName({ buckets, project }: GcpConfig, purpose: BucketPurpose): string {
  return buckets.names[purpose] ?? `${project}-ml-${purpose}`;
}

/** First part of the e-mail address of the nodes' service account. */
export const nodesAccountId = 'ml-gke-nodes';

/** First part of the e-mail address of the service account that resizes fleets. */
export const schedulesAccountId = 'ml-fleet-schedules';

/** Most channels that a budget notifies, in addition to the administrators of the billing account: https://cloud.google.com/billing/docs/how-to/budgets */
export const mostBudgetChannels = 5;
