import { TRAINING_STOPPED } from '../../lib/contract/training-names';
import type {
  ExpirationWarning,
  InstanceTerminated,
  InterruptionWarning,
  LifecycleAction,
  RebalanceRecommendation,
  TrainingEvent,
  TrainingStopped,
} from './events';
import { findInstance, ownedInstance, ownerOf, type TrainingInstance } from './instances';
import { notifyOfExpiration, notifyOfInterruption } from './notification';
import { count, logger } from './observation';
import { recordEvent, updateRecord, type InstanceRecord } from './records';
import { releaseInstance } from './release';

/**
 * Maximum age of the report of a stopped job when the lifecycle action starts: a Spot instance stops its job at the
 * notice, and Auto Scaling detects the loss minutes later. An older report is from before the last start of the
 * instance.
 */
const STOPPED_BEFORE_MS = 30 * 60 * 1000;

/** Handles an event. Steps that can fail and are retried come before the count. */
export async function handleEvent(event: TrainingEvent): Promise<void> {
  switch (event['detail-type']) {
    case 'EC2 Spot Instance Interruption Warning':
    case 'EC2 Capacity Reservation Instance Interruption Warning':
      return onInterruptionWarning(event);
    case 'EC2 Instance Rebalance Recommendation':
      return onRebalanceRecommendation(event);
    case 'Capacity Block Reservation Expiration Warning':
    case 'Capacity Block Expiration Warning':
      return onExpirationWarning(event);
    case 'EC2 Instance-terminate Lifecycle Action':
      return onLifecycleAction(event);
    case TRAINING_STOPPED:
      return onTrainingStopped(event);
    case 'EC2 Instance Terminate Successful':
      return onInstanceTerminated(event);
  }
}

async function onInterruptionWarning(event: InterruptionWarning): Promise<void> {
  const instance = await findOrIgnore(event, event.detail['instance-id']);
  if (!instance) return;
  const record = await update(instance, event, { warnedAt: event.time });
  const isSpot = event['detail-type'] === 'EC2 Spot Instance Interruption Warning';
  await notifyOfInterruption(instance, isSpot ? 'spot' : 'capacity-block', record);
  count(isSpot ? 'SpotInterruptions' : 'CapacityBlockInterruptions', instance);
}

async function onRebalanceRecommendation(event: RebalanceRecommendation): Promise<void> {
  const instance = await findOrIgnore(event, event.detail['instance-id']);
  if (!instance) return;
  await update(instance, event, { rebalanceAt: event.time });
  count('RebalanceRecommendations', instance);
}

async function onExpirationWarning(event: ExpirationWarning): Promise<void> {
  const { 'capacity-reservation-id': reservation, 'end-date': end } = event.detail;
  await recordEvent(reservation, event);
  await notifyOfExpiration(reservation, end);
}

async function onLifecycleAction(event: LifecycleAction): Promise<void> {
  const { detail } = event;
  const instance = ownedInstance(detail.EC2InstanceId, detail.NotificationMetadata);
  if (!instance) return ignore(event);
  const action = {
    leavingAt: event.time,
    group: detail.AutoScalingGroupName,
    hook: detail.LifecycleHookName,
    token: detail.LifecycleActionToken,
  };
  // An instance of the warm pool has no job and may be stopped, so it does not report.
  const idle = detail.Origin === 'WarmPool' ? { stoppedAt: event.time, outcome: 'idle' } : {};
  const record = await update(instance, event, { ...action, ...idle });
  const stoppedAgo = Date.parse(event.time) - Date.parse(record.stoppedAt ?? '');
  if (stoppedAgo <= STOPPED_BEFORE_MS) await release(instance, record, event);
}

async function onTrainingStopped(event: TrainingStopped): Promise<void> {
  const { 'instance-id': instanceId, reason, outcome, job } = event.detail;
  const instance = await findOrIgnore(event, instanceId);
  if (!instance) return;
  const record = await update(instance, event, { stoppedAt: event.time, reason, outcome, job });
  if (record.token) await release(instance, record, event);
  if (reason === 'spot') await notifyOfInterruption(instance, 'spot', record);
  count('MachinesStopped', instance, { Outcome: outcome });
  if (outcome === 'killed') count('LostCheckpoints', instance);
}

async function onInstanceTerminated(event: InstanceTerminated): Promise<void> {
  const instance = await findOrIgnore(event, event.detail.EC2InstanceId);
  if (!instance) return;
  const { stoppedAt } = await update(instance, event, { endedAt: event.time });
  // The instance was terminated before it reported: the lifecycle hook timed out, or the instance failed.
  if (!stoppedAt) count('LostCheckpoints', instance);
}

async function release(
  instance: TrainingInstance,
  record: InstanceRecord,
  { time }: TrainingEvent,
): Promise<void> {
  await releaseInstance(instance.instanceId, record);
  await updateRecord(instance.instanceId, { releasedAt: time });
}

async function update(
  instance: TrainingInstance,
  event: TrainingEvent,
  facts: InstanceRecord,
): Promise<InstanceRecord> {
  await recordEvent(instance.instanceId, event);
  return updateRecord(instance.instanceId, { owner: ownerOf(instance), ...facts });
}

async function findOrIgnore(event: TrainingEvent, instanceId: string): Promise<TrainingInstance | undefined> {
  const instance = await findInstance(instanceId);
  if (!instance) ignore(event);
  return instance;
}

function ignore({ id, detail, 'detail-type': type }: TrainingEvent): void {
  logger.info('Not an instance of this stack', { id, type, detail });
  count('IgnoredEvents');
}
