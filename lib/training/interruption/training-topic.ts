import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { NotificationTopic, type NotificationTopicProps } from '../../notification/notification-topic';

export interface TrainingTopicProps extends Pick<NotificationTopicProps, 'key' | 'emails'> {
  /** Alarms that notify the topic when they go off and when they clear. */
  readonly alarms: readonly cloudwatch.Alarm[];
}

/** The topic for interruptions of training instances, and for fleets that are idle or short of instances. */
export class TrainingTopic extends NotificationTopic {
  constructor(scope: Construct, id: string, { key, emails, alarms }: TrainingTopicProps) {
    super(scope, id, { displayName: 'ML training instances', key, emails, publishers: ['cloudwatch'] });
    const action = new SnsAction(this);
    for (const alarm of alarms) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
