import { NetworkStack } from '../../lib/network/network-stack';
import type { EnvironmentName } from '../fast-app';
import { singleStack, type StackTemplate } from '../single-stack';

/**
 * The Network stack alone.
 *
 * @param overlay - settings of the platform over those of the environment
 */
export function networkStack(
  overlay: object = {},
  environment: EnvironmentName = 'production',
): StackTemplate {
  return singleStack('Network', environment, overlay, (scope, props, config) => {
    new NetworkStack(scope, 'Network', {
      ...props,
      config: config.network,
      clusterName: config.cluster.name,
      protectData: config.protectData,
    });
  });
}
