import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';

/** Namespace of the metrics of training, here and on the machines. */
export const TRAINING_METRICS = 'MLPlatform/Training';

/**
 * Use of GPUs in percent. The CloudWatch agent of the machines publishes it, as one metric a fleet or workstation.
 *
 * @param machine - Any construct of its stack.
 * @param name - Key of the fleet or workstation in the configuration.
 */
export function gpuUse(
  machine: IConstruct,
  kind: 'Fleet' | 'Workstation',
  name: string,
  options: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    ...options,
    namespace: TRAINING_METRICS,
    metricName: 'nvidia_smi_utilization_gpu',
    dimensionsMap: { Stack: Stack.of(machine).stackName, [kind]: name },
  });
}
