/** Outputs of the Training stack that programs look up by name. */
export const TRAINING_OUTPUTS = {
  /** Systems Manager document that starts and stops jobs. */
  document: 'JobDocument',
  /** Bucket of the code and state of jobs. */
  jobsBucket: 'JobsBucket',
  /** Bucket of checkpoints. */
  checkpointsBucket: 'CheckpointsBucket',
  /** Log group of training instances. */
  logGroup: 'TrainingLogGroup',
} as const;

/** Output of the Identity stack: the role that releases models. */
export const PROMOTION_ROLE_OUTPUT = 'ModelPromotionRole';

/** Output of the Storage stack: the bucket of models. */
export const MODELS_BUCKET_OUTPUT = 'ModelsBucket';

/** First part of the name of the output with the Auto Scaling group of a fleet. */
export const FLEET_GROUP_OUTPUT = 'FleetGroup';

/**
 * Name of the output of one entry of the configuration: `FleetGroup` of the entry `default`, `FleetGroupNightRuns` of
 * `night-runs`.
 *
 * @param id - First part of the name, the same for every entry.
 * @param entry - Key of the fleet or workstation in the configuration.
 */
export function outputName(id: string, entry: string): string {
  if (entry === 'default') return id;
  return id + entry.replace(/(?:^|-)([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase());
}
