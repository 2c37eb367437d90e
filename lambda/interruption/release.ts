import {
  AutoScalingClient,
  AutoScalingServiceException,
  CompleteLifecycleActionCommand,
} from '@aws-sdk/client-auto-scaling';
import { logger } from './observation';
import type { InstanceRecord } from './records';

const autoScaling = new AutoScalingClient({ maxAttempts: 6 });

/**
 * Completes the lifecycle action of an instance, so that Auto Scaling terminates it. A lifecycle action that was
 * already completed or timed out is ignored.
 */
export async function releaseInstance(
  instanceId: string,
  { group, hook, token }: InstanceRecord,
): Promise<void> {
  try {
    await autoScaling.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: group,
        LifecycleHookName: hook,
        LifecycleActionToken: token,
        InstanceId: instanceId,
        LifecycleActionResult: 'CONTINUE',
      }),
    );
    logger.info('Lifecycle action completed', { instanceId, group });
  } catch (error) {
    // Auto Scaling returns the same error if the group or the hook was deleted in the meantime.
    if (!(error instanceof AutoScalingServiceException && error.name === 'ValidationError')) throw error;
    logger.warn('No lifecycle action to complete', { instanceId, group, error });
  }
}
