import type { Problem } from '../../problem';
import type { PlatformConfig } from '../../schema/platform';
import { checkAccounts } from './accounts';
import { checkAws } from './aws';
import { checkBudget } from './budget';
import { checkGcpCluster } from './cluster';
import { checkFoundation } from './foundation';
import { checkGcpNetwork } from './network';
import { checkStorage } from './storage';
import { checkGcpTraining } from './training';

/** Finds settings that contradict each other, the catalog, or the rules of Google Cloud; the schema cannot detect these. */
export function checkGcp(config: PlatformConfig): Problem[] {
  const { gcp } = config;
  return [
    ...checkFoundation(gcp),
    ...checkGcpTraining(gcp),
    ...checkGcpNetwork(config),
    ...checkStorage(gcp),
    ...checkAccounts(gcp),
    ...checkGcpCluster(gcp),
    ...checkAws(config),
    ...checkBudget(config),
  ];
}
