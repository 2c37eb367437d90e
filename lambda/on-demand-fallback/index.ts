import { Logger } from '@aws-lambda-powertools/logger';
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
  type AutoScalingGroup,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { readVariables } from '../../lib/contract/function-variables';

const logger = new Logger();
const autoScaling = new AutoScalingClient({});
const cloudWatch = new CloudWatchClient({});
const ec2 = new EC2Client({});

/**
 * Invoked when the alarm of a Spot fleet with missing instances goes off or clears, and when a launch fails. Sets the
 * on-demand base of the group from the current state of the alarm, so late, repeated or reordered events do no harm.
 */
export async function handler(): Promise<void> {
  const {
    ALARM_NAME: alarmName,
    GROUP_NAME: groupName,
    ON_DEMAND_BASE: base,
  } = readVariables('on-demand-fallback', process.env);
  const [state, group] = await Promise.all([alarmState(alarmName), findGroup(groupName)]);
  const distribution = group?.MixedInstancesPolicy?.InstancesDistribution;
  if (!group || !distribution || (state !== 'ALARM' && state !== 'OK')) {
    logger.warn('Nothing to decide on', { groupName, state, found: group !== undefined });
    return;
  }
  const current = distribution.OnDemandBaseCapacity ?? 0;
  const configured = Number(base);
  const wanted = state === 'OK' ? configured : await baseWithMissing(group, Math.max(configured, current));
  if (wanted === current) {
    logger.info('The on-demand base is right', { groupName, state, base: current });
    return;
  }
  await autoScaling.send(
    new UpdateAutoScalingGroupCommand({
      AutoScalingGroupName: groupName,
      // Without the launch template, because sending it requires the permission to launch it. Omitted settings of the
      // distribution are reset to their defaults, so all of them are sent.
      MixedInstancesPolicy: { InstancesDistribution: { ...distribution, OnDemandBaseCapacity: wanted } },
    }),
  );
  logger.info('The on-demand base has changed', { groupName, state, from: current, to: wanted });
}

async function alarmState(name: string): Promise<string | undefined> {
  const { MetricAlarms: alarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return alarms?.[0]?.StateValue;
}

async function findGroup(name: string): Promise<AutoScalingGroup | undefined> {
  const { AutoScalingGroups: groups } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return groups?.[0];
}

/** On-demand instances that run or launch, plus the missing instances; at most the maximum size of the group. */
async function baseWithMissing(group: AutoScalingGroup, least: number): Promise<number> {
  const members = (group.Instances ?? []).filter(({ LifecycleState: state }) =>
    /^(Pending|InService)/.test(state ?? ''),
  );
  const missing = Math.max(0, (group.DesiredCapacity ?? 0) - members.length);
  const onDemand = await onDemandIds(group.AutoScalingGroupName!);
  const bought = members.filter(({ InstanceId: id }) => onDemand.has(id!)).length;
  return Math.min(group.MaxSize ?? 0, Math.max(least, bought + missing));
}

/** Ids of the on-demand instances of a group. Auto Scaling does not report the purchase option of an instance. */
async function onDemandIds(groupName: string): Promise<Set<string>> {
  const ids = new Set<string>();
  const filters = [{ Name: 'tag:aws:autoscaling:groupName', Values: [groupName] }];
  for await (const page of paginateDescribeInstances({ client: ec2 }, { Filters: filters })) {
    for (const { InstanceId: id, InstanceLifecycle: lifecycle } of (page.Reservations ?? []).flatMap(
      ({ Instances: instances = [] }) => instances,
    )) {
      if (lifecycle !== 'spot') ids.add(id!);
    }
  }
  return ids;
}
