import { InferenceStack } from '../../lib/inference/inference-stack';
import type { EnvironmentName } from '../fast-app';
import { singleStack, type StackTemplate } from '../single-stack';

/**
 * The Inference stack alone.
 *
 * @param inference - settings over those of the environment
 */
export function inferenceStack(
  inference: object = {},
  environment: EnvironmentName = 'production',
): StackTemplate {
  return singleStack('Inference', environment, { inference }, (scope, props, config, imported) => {
    new InferenceStack(scope, 'Inference', {
      ...props,
      config: config.inference,
      registries: config.registries,
      vpc: imported.vpc,
      vpcCidr: config.network.cidr,
      loadBalancerSecurityGroup: imported.securityGroup('load-balancer'),
      models: imported.stores.models,
      accessLogs: imported.accessLogs,
      taskRole: imported.role('inference'),
      protectData: config.protectData,
    });
  });
}
