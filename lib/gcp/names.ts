import type { TrainingVmConfig } from './schema';

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
