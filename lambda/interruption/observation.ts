import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Machine } from './machines';
import { settings } from './settings';

export const logger = new Logger({ serviceName: 'interruption' });

const metrics = new Metrics({ namespace: 'MLPlatform/Training' });
// The library's own dimension, service, would be part of every metric.
metrics.clearDefaultDimensions();
metrics.setDefaultDimensions({ Stack: settings.stack });

export type Measure =
  | 'SpotInterruptions'
  | 'CapacityBlockInterruptions'
  | 'RebalanceRecommendations'
  | 'MachinesStopped'
  | 'LostCheckpoints'
  | 'IgnoredEvents'
  | 'MalformedEvents';

/**
 * Counts one, for the whole stack and for the fleet or workstation.
 *
 * @param more - Further dimensions beside the machine's.
 */
export function count(measure: Measure, machine?: Machine, more: Record<string, string> = {}): void {
  metrics.addDimensions({});
  if (machine) metrics.addDimensions({ [machine.kind]: machine.name, ...more });
  metrics.addMetric(measure, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
}
