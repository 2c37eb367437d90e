import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { NodeGroup } from '../cluster/node-group/node-group';
import type { InstanceGroup } from '../compute/instance-group';
import { NotificationTopic, type NotificationTopicProps } from '../notification/notification-topic';
import { launchFailurePatterns } from './launch-failure-patterns';

export interface AlarmTopicProps extends Pick<NotificationTopicProps, 'key' | 'emails'> {
  /** Auto Scaling groups whose failed launches are notified. */
  readonly groups: readonly Pick<InstanceGroup, 'autoScalingGroupName'>[];
  /** Node groups of the cluster whose failed launches are notified. */
  readonly nodeGroups: readonly Pick<NodeGroup, 'autoScalingGroupSuffix'>[];
}

/** The topic of alarms and budget alerts, and of failed launches of the platform's instances. */
export class AlarmTopic extends NotificationTopic {
  constructor(scope: Construct, id: string, { key, emails, groups, nodeGroups }: AlarmTopicProps) {
    super(scope, id, {
      displayName: 'ML platform alarms',
      key,
      emails,
      publishers: ['cloudwatch', 'budgets'],
    });
    const patterns = launchFailurePatterns(
      groups.map(({ autoScalingGroupName }) => autoScalingGroupName),
      nodeGroups.map(({ autoScalingGroupSuffix }) => autoScalingGroupSuffix),
    );
    for (const [index, eventPattern] of patterns.entries()) {
      new events.Rule(this, index === 0 ? 'LaunchFailed' : `LaunchFailed${index + 1}`, {
        description:
          'An Auto Scaling group could not launch an instance: no capacity, no quota, or a wrong launch template',
        eventPattern,
        targets: [new targets.SnsTopic(this)],
      });
    }
  }
}
