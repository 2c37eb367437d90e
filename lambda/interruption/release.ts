import {
  AutoScalingClient,
  AutoScalingServiceException,
  CompleteLifecycleActionCommand,
} from '@aws-sdk/client-auto-scaling';
import { logger } from './observation';
import type { MachineRecord } from './records';

const autoScaling = new AutoScalingClient({ maxAttempts: 6 });

/**
 * Tells Auto Scaling to go on with a machine that it waits for. An action that is over already, by an earlier call
 * or by its timeout, is none to complete.
 */
export async function releaseMachine(
  instanceId: string,
  { group, hook, token }: MachineRecord,
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
    // Also the answer for a group or a hook that was deleted meanwhile.
    if (!(error instanceof AutoScalingServiceException && error.name === 'ValidationError')) throw error;
    logger.warn('No lifecycle action to complete', { instanceId, group, error });
  }
}
