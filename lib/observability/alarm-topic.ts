import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { NotificationTopic, type NotificationTopicProps } from '../notification/notification-topic';

/** The topic of alarms and budget alerts, and of failed launches of instances. */
export class AlarmTopic extends NotificationTopic {
  constructor(scope: Construct, id: string, { key, emails }: Pick<NotificationTopicProps, 'key' | 'emails'>) {
    super(scope, id, {
      displayName: 'ML platform alarms',
      key,
      emails,
      publishers: ['cloudwatch', 'budgets'],
    });
    new events.Rule(this, 'LaunchFailed', {
      description:
        'An Auto Scaling group could not launch an instance: no capacity, no quota, or a wrong launch template',
      eventPattern: { source: ['aws.autoscaling'], detailType: ['EC2 Instance Launch Unsuccessful'] },
      targets: [new targets.SnsTopic(this)],
    });
  }
}
