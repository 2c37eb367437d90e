/**
 * Metrics of the interruption function, in the namespace of training. The names stay as they are, `MachinesStopped`
 * included, although the rest of the platform says instance: alarms and dashboards refer to them.
 */
export type InterruptionMetric =
  | 'SpotInterruptions'
  | 'CapacityBlockInterruptions'
  | 'RebalanceRecommendations'
  | 'MachinesStopped'
  | 'LostCheckpoints'
  | 'IgnoredEvents'
  | 'MalformedEvents';

/** Attributes of the table of training instances that DynamoDB itself knows. */
export const INSTANCE_TABLE = {
  partitionKey: 'instance',
  sortKey: 'entry',
  /** Time to live, in seconds since 1970. */
  timeToLive: 'expiresAt',
} as const;
