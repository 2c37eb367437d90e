import type { Problem } from '../../problem';
import type { PlatformConfig } from '../../schema/platform';
import { checkAccounts } from './accounts';
import { checkAws } from './aws';
import { checkBudget } from './budget';
import { checkGcpCluster } from './cluster';
import { checkFleets } from './fleets';
import { checkMachines } from './machines';
import { checkGcpNetwork } from './network';
import { checkStorage } from './storage';

/** Finds what the schema cannot see: settings that contradict each other, the catalog, or the rules of Google Cloud. */
export function checkGcp(config: PlatformConfig): Problem[] {
  const { gcp } = config;
  return [
    ...checkMachines(gcp),
    ...checkFleets(gcp),
    ...checkGcpNetwork(config),
    ...checkStorage(gcp),
    ...checkAccounts(gcp),
    ...checkGcpCluster(gcp),
    ...checkAws(config),
    ...checkBudget(config),
  ];
}
