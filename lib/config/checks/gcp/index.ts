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

/** Finds problems that the schema cannot: settings that contradict each other, the catalog, or the rules of Google Cloud. */
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
