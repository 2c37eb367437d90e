/**
 * Names that constructs, functions, instances and programs share. The boot scripts and the training workload are not
 * TypeScript; tests in test/contract/ compare them with these names.
 */

/** CloudWatch namespace of the metrics of training. */
export const TRAINING_METRICS = 'MLPlatform/Training';

/** CloudWatch namespace of the metrics of model services. */
export const INFERENCE_METRICS = 'MLPlatform/Inference';

/** Prefix of the log groups of training instances; their role can write no others. */
export const TRAINING_LOGS = '/ml/training';

/** Prefix of the log groups of model services; their role can write no others. */
export const INFERENCE_LOGS = '/ml/inference';

/** Log group of the training instances of a Training stack. */
export function trainingLogGroupName(stackName: string): string {
  return `${TRAINING_LOGS}/${stackName}`;
}

/** Source of the events that training instances put on the default event bus. */
export const TRAINING_EVENT_SOURCE = 'ml-platform.training';

/** Detail type of the event that a training instance has stopped its job. */
export const TRAINING_STOPPED = 'Training Stopped';

/** A log of a training instance: that of its boot, or that of its jobs. */
export type TrainingLog = 'boot' | 'training';

/**
 * Log stream of one training instance in {@link trainingLogGroupName}.
 *
 * @param kind - Whether the instance belongs to a fleet or is a workstation.
 * @param name - Key of the fleet or workstation in the configuration.
 * @param instanceId - Id of the EC2 instance.
 */
export function trainingLogStream(
  kind: 'fleet' | 'workstation',
  name: string,
  instanceId: string,
  log: TrainingLog,
): string {
  return `${kind}/${name}/${instanceId}/${log}`;
}
