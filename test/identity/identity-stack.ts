import { IdentityStack } from '../../lib/identity/identity-stack';
import { singleStack, type StackTemplate } from '../single-stack';

/**
 * The Identity stack of production alone, without roles for Google Cloud.
 *
 * @param identity - settings over those of the environment
 */
export function identityStack(identity: object = {}, hasWarmPools = false): StackTemplate {
  return singleStack('Identity', 'production', { identity }, (scope, props, config, { stores }) => {
    new IdentityStack(scope, 'Identity', {
      ...props,
      config: config.identity,
      stores,
      promotionPath: `/${config.project}/${config.environment}/`,
      projectTag: { key: 'Project', value: config.tags['Project']! },
      hasWarmPools,
      googleReaders: {},
      mirrors: [],
    });
  });
}
