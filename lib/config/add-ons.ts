import {
  REQUIRED_ADD_ONS,
  SWITCHABLE_ADD_ONS,
  type AddOnFacts,
  type AddOnName,
  type PodsOfAddOn,
} from '../catalog/add-ons';
import type { ClusterConfig, NodeGroupConfig, PlatformConfig } from './schema/platform';

/** The add-ons of a cluster that can be switched, and are on. */
export function enabledAddOns({ addOns }: Pick<ClusterConfig, 'addOns'>): AddOnName[] {
  return addOnNames().filter((name) => addOns[name].enabled);
}

/** Names of the add-ons that can be switched. */
export function addOnNames(): AddOnName[] {
  return Object.keys(SWITCHABLE_ADD_ONS) as AddOnName[];
}

/** Facts of all add-ons of a cluster: those that every cluster has, and those that are on. */
export function installedAddOns(cluster: Pick<ClusterConfig, 'addOns'>): AddOnFacts[] {
  return [
    ...Object.values(REQUIRED_ADD_ONS),
    ...enabledAddOns(cluster).map((name) => SWITCHABLE_ADD_ONS[name]),
  ];
}

/** The pods of all add-ons of a cluster, those that every cluster has included. */
export function addOnPods(cluster: Pick<ClusterConfig, 'addOns'>): PodsOfAddOn[] {
  return installedAddOns(cluster).flatMap(({ pods }) => pods);
}

/**
 * Whether pods of add-ons that tolerate no taint find a node in a group as soon as the group exists: it starts with one,
 * and no taint keeps them off.
 */
export function holdsAddOns({ min, taints }: Pick<NodeGroupConfig, 'min' | 'taints'>): boolean {
  return min > 0 && taints.every(({ effect }) => effect === 'PreferNoSchedule');
}

/** Label by which a node chooses among the configurations of the device plugin. */
export const DEVICE_PLUGIN_CONFIG_LABEL = 'nvidia.com/device-plugin.config';

/** Name of the configuration of the device plugin for a node group that shares its GPUs. */
export function sharingConfig(shares: number): string {
  return `time-slicing-${shares}`;
}

/** Node groups that share their GPUs, and into how many shares each GPU is divided. */
export function gpuSharing({ addOns }: Pick<ClusterConfig, 'addOns'>): Readonly<Record<string, number>> {
  return addOns.devicePlugin.enabled ? addOns.devicePlugin.timeSlicing : {};
}

/** Into how many shares the GPUs of a node group are divided; 1 for a group that does not share them. */
export function gpuShares(cluster: Pick<ClusterConfig, 'addOns'>, group: string): number {
  return gpuSharing(cluster)[group] ?? 1;
}

/**
 * Beginning of the names of the secrets that the pods of service accounts may read: by default one of the environment
 * alone. Undefined where they read none.
 */
export function podSecretsPrefix({
  cluster: { addOns, serviceAccounts },
  environment,
  project,
}: PlatformConfig): string | undefined {
  const { enabled, prefix } = addOns.secretsStore;
  if (!enabled || serviceAccounts.length === 0) return undefined;
  return prefix ?? `${project}/${environment}/`;
}

/** Namespaces whose pods may have the data buckets as volumes: by default those of the service accounts. */
export function s3Namespaces({
  addOns,
  serviceAccounts,
}: Pick<ClusterConfig, 'addOns' | 'serviceAccounts'>): string[] {
  return addOns.mountpointS3.namespaces ?? [...new Set(serviceAccounts.map(({ namespace }) => namespace))];
}
