import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface TrainingTopicProps {
  /** Its policy lets CloudWatch of this account use it. */
  readonly key: kms.IKey;
  /** Addresses that confirm a subscription by e-mail and then get every message. */
  readonly emails: readonly string[];
  /** Alarms of this stack, which tell the topic when they start and when they are over. */
  readonly alarms: readonly cloudwatch.Alarm[];
}

/** The topic of training machines: interruptions, and fleets that are idle or short of machines. */
export class TrainingTopic extends sns.Topic {
  constructor(scope: Construct, id: string, { key, emails, alarms }: TrainingTopicProps) {
    super(scope, id, { displayName: 'ML training machines', masterKey: key, enforceSSL: true });
    for (const email of emails) this.addSubscription(new subscriptions.EmailSubscription(email));
    this.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AllowPublishcloudwatch',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const action = new SnsAction(this);
    for (const alarm of alarms) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
