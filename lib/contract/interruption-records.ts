/**
 * Metrics of the interruption function, in the namespace of training. `MachinesStopped` keeps its name, because
 * deployed dashboards refer to it.
 */
export type InterruptionMetric =
  | 'SpotInterruptions'
  | 'CapacityBlockInterruptions'
  | 'RebalanceRecommendations'
  | 'MachinesStopped'
  | 'LostCheckpoints'
  | 'IgnoredEvents'
  | 'MalformedEvents';

/** Attributes of the table of training instances that DynamoDB interprets: its keys and its time to live. */
export const INSTANCE_TABLE = {
  partitionKey: 'instance',
  sortKey: 'entry',
  /** Time to live, in seconds since 1970. */
  timeToLive: 'expiresAt',
} as const;
