import type {
  ExpirationWarning,
  InterruptionWarning,
  LifecycleAction,
  MachineEnded,
  RebalanceRecommendation,
  TrainingEvent,
  TrainingStopped,
} from './events';
import { findMachine, ownedMachine, ownerOf, type Machine } from './machines';
import { tellOfExpiration, tellOfInterruption } from './notification';
import { count, logger } from './observation';
import { learn, recordEvent, type MachineRecord } from './records';
import { releaseMachine } from './release';

/**
 * How long before the lifecycle action a machine may have stopped: a spot machine stops at the notice, and Auto Scaling
 * sees minutes later that it is gone. What is older was another life of the machine.
 */
const STOPPED_BEFORE_MS = 30 * 60 * 1000;

/** Does what an event asks for. What can fail and is tried again comes first, what is counted last. */
export async function handleEvent(event: TrainingEvent): Promise<void> {
  switch (event['detail-type']) {
    case 'EC2 Spot Instance Interruption Warning':
    case 'EC2 Capacity Reservation Instance Interruption Warning':
      return warned(event);
    case 'EC2 Instance Rebalance Recommendation':
      return recommended(event);
    case 'Capacity Block Reservation Expiration Warning':
    case 'Capacity Block Expiration Warning':
      return expiring(event);
    case 'EC2 Instance-terminate Lifecycle Action':
      return leaving(event);
    case 'Training Stopped':
      return stopped(event);
    case 'EC2 Instance Terminate Successful':
      return ended(event);
  }
}

async function warned(event: InterruptionWarning): Promise<void> {
  const machine = await ours(event, event.detail['instance-id']);
  if (!machine) return;
  const known = await record(machine, event, { warnedAt: event.time });
  const isSpot = event['detail-type'] === 'EC2 Spot Instance Interruption Warning';
  await tellOfInterruption(machine, isSpot ? 'spot' : 'capacity-block', known);
  count(isSpot ? 'SpotInterruptions' : 'CapacityBlockInterruptions', machine);
}

async function recommended(event: RebalanceRecommendation): Promise<void> {
  const machine = await ours(event, event.detail['instance-id']);
  if (!machine) return;
  await record(machine, event, { rebalanceAt: event.time });
  count('RebalanceRecommendations', machine);
}

async function expiring(event: ExpirationWarning): Promise<void> {
  const { 'capacity-reservation-id': reservation, 'end-date': end } = event.detail;
  await recordEvent(reservation, event);
  await tellOfExpiration(reservation, end);
}

async function leaving(event: LifecycleAction): Promise<void> {
  const { detail } = event;
  const machine = ownedMachine(detail.EC2InstanceId, detail.NotificationMetadata);
  if (!machine) return ignore(event);
  const action = {
    leavingAt: event.time,
    group: detail.AutoScalingGroupName,
    hook: detail.LifecycleHookName,
    token: detail.LifecycleActionToken,
  };
  // A machine of the warm pool never had a job, and may be stopped: it will say nothing.
  const idle = detail.Origin === 'WarmPool' ? { stoppedAt: event.time, outcome: 'idle' } : {};
  const known = await record(machine, event, { ...action, ...idle });
  const stoppedAgo = Date.parse(event.time) - Date.parse(known.stoppedAt ?? '');
  if (stoppedAgo <= STOPPED_BEFORE_MS) await release(machine, known, event);
}

async function stopped(event: TrainingStopped): Promise<void> {
  const { 'instance-id': instanceId, reason, outcome, job } = event.detail;
  const machine = await ours(event, instanceId);
  if (!machine) return;
  const known = await record(machine, event, { stoppedAt: event.time, reason, outcome, job });
  if (known.token) await release(machine, known, event);
  if (reason === 'spot') await tellOfInterruption(machine, 'spot', known);
  count('MachinesStopped', machine, { Outcome: outcome });
  if (outcome === 'killed') count('LostCheckpoints', machine);
}

async function ended(event: MachineEnded): Promise<void> {
  const machine = await ours(event, event.detail.EC2InstanceId);
  if (!machine) return;
  const { stoppedAt } = await record(machine, event, { endedAt: event.time });
  // It ended without a word: the lifecycle hook timed out, or the machine died before.
  if (!stoppedAt) count('LostCheckpoints', machine);
}

async function release(machine: Machine, known: MachineRecord, { time }: TrainingEvent): Promise<void> {
  await releaseMachine(machine.instanceId, known);
  await learn(machine.instanceId, { releasedAt: time });
}

async function record(machine: Machine, event: TrainingEvent, facts: MachineRecord): Promise<MachineRecord> {
  await recordEvent(machine.instanceId, event);
  return learn(machine.instanceId, { owner: ownerOf(machine), ...facts });
}

async function ours(event: TrainingEvent, instanceId: string): Promise<Machine | undefined> {
  const machine = await findMachine(instanceId);
  if (!machine) ignore(event);
  return machine;
}

function ignore({ id, detail, 'detail-type': type }: TrainingEvent): void {
  logger.info('Not a machine of this stack', { id, type, detail });
  count('IgnoredEvents');
}
