import { checkAddOns } from './add-ons';
import { checkBudget } from './budget';
import { checkGcp } from './gcp';
import type { Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';
import { checkCluster } from './cluster';
import { checkInference } from './inference';
import { checkNames } from './names';
import { checkNetwork } from './network';
import { checkPlace } from './place';
import { checkRegistries } from './registries';
import { checkStorage } from './storage';
import { checkTags } from './tags';
import { checkTraining } from './training';

/**
 * Finds settings that contradict each other, the catalog, or the rules of AWS; the schema cannot detect these.
 *
 * @param credentialsAccount - Account of the credentials in use, if known.
 */
export function checkConfig(config: PlatformConfig, credentialsAccount?: string): Problem[] {
  return [
    ...checkPlace(config, credentialsAccount),
    ...checkNames(config),
    ...checkTags(config),
    ...checkNetwork(config),
    ...checkStorage(config),
    ...checkTraining(config),
    ...checkCluster(config),
    ...checkAddOns(config),
    ...checkInference(config),
    ...checkBudget(config),
    ...checkRegistries(config),
    ...checkGcp(config),
  ];
}
