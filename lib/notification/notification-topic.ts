import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface NotificationTopicProps {
  /** Shown as the sender of messages. */
  readonly displayName: string;
  /** Encrypts the messages; its policy lets the publishers use it. */
  readonly key: kms.IKey;
  /** Addresses that get every message, after each has confirmed its subscription. */
  readonly emails: readonly string[];
  /** AWS services that publish, for this account only. */
  readonly publishers: readonly ('cloudwatch' | 'budgets')[];
}

/** A topic that notifies users by e-mail. */
export class NotificationTopic extends sns.Topic {
  constructor(scope: Construct, id: string, props: NotificationTopicProps) {
    super(scope, id, { displayName: props.displayName, masterKey: props.key, enforceSSL: true });
    for (const email of props.emails) this.addSubscription(new subscriptions.EmailSubscription(email));
    for (const service of props.publishers) {
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
  }
}
