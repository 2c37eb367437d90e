import { InferenceStack } from '../../lib/inference/inference-stack';
import type { EnvironmentName } from '../fast-app';
import { singleStack, type StackTemplate } from '../single-stack';

/**
 * The Inference stack alone.
 *
 * @param inference - settings over those of the environment
 * @param registries - mirrors by host
 */
export function inferenceStack(
  inference: object = {},
  environment: EnvironmentName = 'production',
  registries: object = {},
): StackTemplate {
  return singleStack(
    'Inference',
    environment,
    { inference, registries },
    (scope, props, config, imported) => {
      new InferenceStack(scope, 'Inference', {
        ...props,
        config: config.inference,
        registries: config.registries,
        vpc: imported.vpc,
        vpcCidr: config.network.cidr,
        loadBalancerSecurityGroup: imported.securityGroup('load-balancer'),
        stores: imported.stores,
        accessLogs: imported.accessLogs,
        protectData: config.protectData,
      });
    },
  );
}
