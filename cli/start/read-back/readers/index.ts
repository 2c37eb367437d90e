import type { Reader } from '../reader';
import { autoScalingReaders } from './auto-scaling';
import { clusterReaders } from './cluster';
import { computeReaders } from './compute';
import { containerReaders } from './containers';
import { databaseReaders } from './databases';
import { functionReaders } from './functions';
import { identityReaders } from './identity';
import { loadBalancingReaders } from './load-balancing';
import { messagingReaders } from './messaging';
import { networkReaders } from './network';
import { observabilityReaders } from './observability';
import { securityGroupReaders } from './security-groups';
import { storageReaders } from './storage';
import { systemsManagerReaders } from './systems-manager';

/** The reader of each type of resource of the platform. */
export const READERS: Readonly<Record<string, Reader>> = {
  ...autoScalingReaders,
  ...clusterReaders,
  ...computeReaders,
  ...containerReaders,
  ...databaseReaders,
  ...functionReaders,
  ...identityReaders,
  ...loadBalancingReaders,
  ...messagingReaders,
  ...networkReaders,
  ...observabilityReaders,
  ...securityGroupReaders,
  ...storageReaders,
  ...systemsManagerReaders,
};
