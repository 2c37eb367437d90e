import { Logger } from '@aws-lambda-powertools/logger';
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

const logger = new Logger();
const autoScaling = new AutoScalingClient({});
const cloudWatch = new CloudWatchClient({});

/**
 * Called when the alarm of an idle fleet starts. Takes the group to the minimum size that it has at this time, if the
 * alarm still lasts.
 */
export async function handler(): Promise<void> {
  const { ALARM_NAME: alarmName = '', GROUP_NAME: groupName = '' } = process.env;
  const [{ MetricAlarms: alarms }, { AutoScalingGroups: groups }] = await Promise.all([
    cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarmName] })),
    autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] })),
  ]);
  const state = alarms?.[0]?.StateValue;
  const { DesiredCapacity: desired = 0, MinSize: min = 0 } = groups?.[0] ?? {};
  // An event that was delayed must not end a fleet that works again.
  if (state !== 'ALARM' || desired <= min) {
    logger.info('The fleet stays as it is', { groupName, state, desired, min });
    return;
  }
  await autoScaling.send(
    new SetDesiredCapacityCommand({ AutoScalingGroupName: groupName, DesiredCapacity: min }),
  );
  logger.info('The fleet is idle and goes to its smallest size', { groupName, from: desired, to: min });
}
