import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface AlarmTopicProps {
  readonly key: kms.IKey;
  /** Addresses that confirm a subscription by e-mail and then get every message. */
  readonly emails: readonly string[];
}

/** The topic of alarms and budget alerts. It also tells of machines that could not be launched. */
export class AlarmTopic extends sns.Topic {
  constructor(scope: Construct, id: string, { key, emails }: AlarmTopicProps) {
    super(scope, id, { displayName: 'ML platform alarms', masterKey: key, enforceSSL: true });
    for (const email of emails) this.addSubscription(new subscriptions.EmailSubscription(email));
    for (const service of ['cloudwatch', 'budgets']) {
      this.addToResourcePolicy(
        new iam.PolicyStatement({
          sid: `AllowPublish${service}`,
          principals: [new iam.ServicePrincipal(`${service}.amazonaws.com`)],
          actions: ['sns:Publish'],
          resources: [this.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
        }),
      );
    }
    new events.Rule(this, 'LaunchFailed', {
      description:
        'An Auto Scaling group could not launch a machine: no capacity, no quota, or a wrong launch template',
      eventPattern: { source: ['aws.autoscaling'], detailType: ['EC2 Instance Launch Unsuccessful'] },
      targets: [new targets.SnsTopic(this)],
    });
  }
}
