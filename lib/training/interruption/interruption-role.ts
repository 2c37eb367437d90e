import { Stack, Validations } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { instanceOwner, OWNER_TAG } from '../../contract/instance-owner';

export interface InterruptionRoleProps {
  readonly logGroup: logs.ILogGroup;
  readonly table: dynamodb.ITable;
  readonly topic: sns.ITopic;
  /** Encrypts the messages of the topic. */
  readonly key: kms.IKey;
}

/** The role of the function that handles interruptions. */
export class InterruptionRole extends iam.Role {
  constructor(scope: Construct, id: string, { logGroup, table, topic, key }: InterruptionRoleProps) {
    super(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const { account, partition, region } = Stack.of(this);
    logGroup.grantWrite(this);
    table.grant(this, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem');
    for (const statement of [
      { sid: 'TellPeople', actions: ['sns:Publish'], resources: [topic.topicArn] },
      { sid: 'EncryptMessages', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] },
      { sid: 'FindMachines', actions: ['ec2:DescribeInstances'], resources: ['*'] },
      {
        sid: 'ReleaseMachines',
        actions: ['autoscaling:CompleteLifecycleAction'],
        resources: [
          `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/*`,
        ],
        conditions: {
          StringLike: {
            [`aws:ResourceTag/${OWNER_TAG}`]: instanceOwner(Stack.of(this).stackName, 'Fleet', '*'),
          },
        },
      },
    ]) {
      this.addToPolicy(new iam.PolicyStatement(statement));
    }
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ec2:DescribeInstances has no resource to name.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<partition>:autoscaling:<region>:<account>:autoScalingGroup:*:autoScalingGroupName/*]',
        reason:
          'A policy that names fifty fleets would be too long for IAM; the owner tag limits the right to the groups of this ' +
          'stack.',
      },
    );
  }
}
