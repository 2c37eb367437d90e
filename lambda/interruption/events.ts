import * as z from 'zod';
import { TRAINING_STOPPED } from '../../lib/contract/training-names';

const instanceId = z.string().regex(/^i-[0-9a-f]{8,17}$/);
const text = z.string().max(256);

/** Fields of every EventBridge event. */
const envelope = { id: text.min(1), time: z.iso.datetime() };

/**
 * The events that the function understands. Sources:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-blocks-monitor.html
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
const trainingEvent = z.discriminatedUnion('detail-type', [
  z.object({
    ...envelope,
    'detail-type': z.enum([
      'EC2 Spot Instance Interruption Warning',
      'EC2 Capacity Reservation Instance Interruption Warning',
    ]),
    detail: z.object({ 'instance-id': instanceId, 'instance-action': text }),
  }),
  z.object({
    ...envelope,
    'detail-type': z.literal('EC2 Instance Rebalance Recommendation'),
    detail: z.object({ 'instance-id': instanceId }),
  }),
  z.object({
    ...envelope,
    // The page of AWS on Capacity Blocks has both names.
    'detail-type': z.enum([
      'Capacity Block Reservation Expiration Warning',
      'Capacity Block Expiration Warning',
    ]),
    detail: z.object({ 'capacity-reservation-id': text.min(1), 'end-date': text }),
  }),
  z.object({
    ...envelope,
    'detail-type': z.literal('EC2 Instance-terminate Lifecycle Action'),
    detail: z.object({
      EC2InstanceId: instanceId,
      AutoScalingGroupName: text.min(1),
      LifecycleHookName: text.min(1),
      LifecycleActionToken: text.min(1),
      NotificationMetadata: text,
      Origin: text.optional(),
    }),
  }),
  z.object({
    ...envelope,
    'detail-type': z.literal('EC2 Instance Terminate Successful'),
    detail: z.object({ EC2InstanceId: instanceId, AutoScalingGroupName: text.min(1) }),
  }),
  // Sent by the instances of this platform: lib/training/boot/.
  z.object({
    ...envelope,
    'detail-type': z.literal(TRAINING_STOPPED),
    detail: z.object({
      'instance-id': instanceId,
      reason: z.enum(['spot', 'scale-in']),
      outcome: z.enum(['checkpointed', 'killed', 'idle']),
      job: text.optional(),
    }),
  }),
]);

export type TrainingEvent = z.infer<typeof trainingEvent>;
type OfType<Type> = Extract<TrainingEvent, { 'detail-type': Type }>;

export type InterruptionWarning = Extract<TrainingEvent, { detail: { 'instance-action': string } }>;
export type RebalanceRecommendation = OfType<'EC2 Instance Rebalance Recommendation'>;
export type ExpirationWarning = Extract<TrainingEvent, { detail: { 'end-date': string } }>;
export type LifecycleAction = OfType<'EC2 Instance-terminate Lifecycle Action'>;
export type InstanceTerminated = OfType<'EC2 Instance Terminate Successful'>;
export type TrainingStopped = OfType<typeof TRAINING_STOPPED>;

/** Parses an event. The error of a malformed event names each wrong field. */
export function parseEvent(event: unknown) {
  return trainingEvent.safeParse(event);
}
