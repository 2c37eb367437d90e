import type { EnvironmentName } from '../synthesized';
import type { LocalPlatform } from './local-platform';
import { cluster } from './resources/cluster';
import { EXPECTED } from './resources/expected';
import { identity } from './resources/identity';
import { inference } from './resources/inference';
import { interruptions } from './resources/interruptions';
import { network } from './resources/network';
import { observability } from './resources/observability';
import { storage } from './resources/storage';
import { training } from './resources/training';

const CAPABILITIES = {
  network,
  storage,
  identity,
  training,
  interruptions,
  cluster,
  inference,
  observability,
};

/**
 * The account after a deploy, compared with expected values that are written here, and that come neither from the
 * templates nor from the configuration.
 */
export function resources(name: EnvironmentName, platform: () => LocalPlatform): void {
  const expected = EXPECTED[name];
  if (!expected) return;
  for (const [capability, check] of Object.entries(CAPABILITIES)) {
    describe(capability, () => check(expected, platform));
  }
}
