import { StorageStack } from '../../lib/storage/storage-stack';
import type { EnvironmentName } from '../fast-app';
import { singleStack, type StackTemplate } from '../single-stack';

/**
 * The Storage stack alone.
 *
 * @param storage - settings over those of the environment
 */
export function storageStack(
  storage: object = {},
  environment: EnvironmentName = 'production',
): StackTemplate {
  return singleStack('Storage', environment, { storage }, (scope, props, config) => {
    new StorageStack(scope, 'Storage', {
      ...props,
      config: config.storage,
      promotionPath: `/${config.project}/${config.environment}/`,
      purposeTagKey: config.tagKeys.purpose,
      protectData: config.protectData,
    });
  });
}
