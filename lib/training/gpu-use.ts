import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import type { OwnerKind } from '../contract/instance-owner';
import { TRAINING_METRICS } from '../contract/training-names';

/**
 * GPU utilization in percent. The CloudWatch agent of the instances publishes it, as one metric per fleet or workstation.
 *
 * @param scope - Any construct of the stack of the instances.
 * @param name - Key of the fleet or workstation in the configuration.
 */
export function gpuUse(
  scope: IConstruct,
  kind: OwnerKind,
  name: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    ...options,
    namespace: TRAINING_METRICS,
    metricName: 'nvidia_smi_utilization_gpu',
    dimensionsMap: { Stack: Stack.of(scope).stackName, [kind]: name },
  });
}
