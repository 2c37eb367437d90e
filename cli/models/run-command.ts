import { loadConfig } from '../../lib/config';
import { actingOn } from '../acting-on';
import { explained } from '../aws-errors';
import { readEndpoint } from '../endpoint';
import { whileChecking } from '../slow-notice';
import type { Arguments } from './arguments';
import { listReleases } from './list-releases';
import { openModels } from './open-models';
import { promote } from './promote';

/**
 * Runs a command.
 *
 * @returns The exit code.
 * @throws UserError or ConfigError for a user error.
 */
export async function runCommand(given: Arguments): Promise<number> {
  const { environment, config: configFile, region } = given.platform;
  const { config } = whileChecking(() => loadConfig({ environment, configFile, region }));
  const endpoint = readEndpoint(process.env) !== undefined;
  try {
    const models = await openModels(config, endpoint);
    console.error(actingOn({ ...config, account: models.account }));
    const text = given.verb === 'list' ? await listReleases(models, config) : await promote(models, given);
    console.log(text);
    return 0;
  } catch (cause) {
    throw explained(cause, config.region, 'Release a model');
  }
}
