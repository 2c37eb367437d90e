import { TrainingStack } from '../../lib/training/training-stack';
import type { EnvironmentName } from '../fast-app';
import { singleStack, type StackTemplate } from '../single-stack';

/**
 * The Training stack alone.
 *
 * @param training - settings over those of the environment
 */
export function trainingStack(
  training: object = {},
  environment: EnvironmentName = 'production',
): StackTemplate {
  return singleStack('Training', environment, { training }, (scope, props, config, imported) => {
    new TrainingStack(scope, 'Training', {
      ...props,
      config: config.training,
      clusterTagKey: config.tagKeys.cluster,
      vpc: imported.vpc,
      securityGroup: imported.securityGroup('training'),
      stores: imported.stores,
      instanceProfile: imported.instanceProfile('training'),
      emails: config.observability.emails,
      protectData: config.protectData,
    });
  });
}
