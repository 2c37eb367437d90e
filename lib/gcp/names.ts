import type { TrainingVmConfig } from './schema';

/** Name of the instance on Google Cloud. */
export function instanceName(key: string, { name }: TrainingVmConfig): string {
  return name ?? `gpu-${key}`;
}

/** Name of the data disk on Google Cloud. */
export function dataDiskName(key: string, { dataDisk }: TrainingVmConfig): string {
  return dataDisk?.name ?? `${key}-data`;
}

/** A key of the configuration as part of a Terraform name, which is in snake case by custom. */
export function terraformName(key: string): string {
  return key.replaceAll('-', '_');
}
