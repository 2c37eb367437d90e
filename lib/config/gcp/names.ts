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
 * Name of the fleet on Google Cloud: of its group, and the first part of those of its instances.
 *
 * A key has 31 characters at most. With a hyphen the name stays within the 37 that Terraform takes as the prefix of a
 * template, and the 58 that a group takes as the prefix of its instances.
 */
export function fleetName(key: string): string {
  return `ml-${key}`;
}

/** A key of the configuration as part of a Terraform name, which is in snake case by custom. */
export function terraformName(key: string): string {
  return key.replaceAll('-', '_');
}

/** Purposes of the buckets, as on AWS. */
export const bucketPurposes = bucketPurpose.options;

/** Purpose of a bucket. */
export type BucketPurpose = (typeof bucketPurposes)[number];

/** The name of a bucket as the configuration has it; names are shared with everyone on Google Cloud. */
export function bucketName({ buckets, project }: GcpConfig, purpose: BucketPurpose): string {
  return buckets.names[purpose] ?? `${project}-ml-${purpose}`;
}

/** First part of the e-mail address of the account of the nodes. */
export const nodesAccountId = 'ml-gke-nodes';

/** First part of the e-mail address of the account that sets the size of fleets. */
export const schedulesAccountId = 'ml-fleet-schedules';

/** Most channels that a budget notifies, beside the administrators of the billing account: https://cloud.google.com/billing/docs/how-to/budgets */
export const mostBudgetChannels = 5;
