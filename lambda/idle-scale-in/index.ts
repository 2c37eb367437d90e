import { Logger } from '@aws-lambda-powertools/logger';
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { readVariables } from '../../lib/contract/function-variables';

const logger = new Logger();
const autoScaling = new AutoScalingClient({});
const cloudWatch = new CloudWatchClient({});

/**
 * Invoked when the alarm of an idle fleet goes off. Scales the group in to its current minimum size if the alarm is
 * still on.
 */
export async function handler(): Promise<void> {
  const { ALARM_NAME: alarmName, GROUP_NAME: groupName } = readVariables('idle-scale-in', process.env);
  const [{ MetricAlarms: alarms }, { AutoScalingGroups: groups }] = await Promise.all([
    cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarmName] })),
    autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] })),
  ]);
  const state = alarms?.[0]?.StateValue;
  const { DesiredCapacity: desired = 0, MinSize: min = 0 } = groups?.[0] ?? {};
  // A delayed event must not scale in a fleet that is busy again.
  if (state !== 'ALARM' || desired <= min) {
    logger.info('The fleet stays as it is', { groupName, state, desired, min });
    return;
  }
  await autoScaling.send(
    new SetDesiredCapacityCommand({ AutoScalingGroupName: groupName, DesiredCapacity: min }),
  );
  logger.info('The fleet is idle and is scaled in to its minimum size', {
    groupName,
    from: desired,
    to: min,
  });
}
