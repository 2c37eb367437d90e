import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { InterruptionMetric } from '../../lib/contract/interruption-records';
import { TRAINING_METRICS } from '../../lib/contract/training-names';
import type { TrainingInstance } from './instances';
import { settings } from './settings';

export const logger = new Logger({ serviceName: 'interruption' });

const metrics = new Metrics({ namespace: TRAINING_METRICS });
// Otherwise every metric would have the dimension `service`.
metrics.clearDefaultDimensions();
metrics.setDefaultDimensions({ Stack: settings.STACK_NAME });

/**
 * Adds 1 to a metric of the whole stack and of the fleet or workstation.
 *
 * @param dimensions - Added to those of the instance.
 */
export function count(
  metric: InterruptionMetric,
  instance?: TrainingInstance,
  dimensions: Record<string, string> = {},
): void {
  metrics.addDimensions({});
  if (instance) metrics.addDimensions({ [instance.kind]: instance.name, ...dimensions });
  metrics.addMetric(metric, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
}
