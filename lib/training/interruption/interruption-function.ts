import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { instanceOwner, OWNER_TAG } from '../../contract/instance-owner';
import type { InterruptionMetric } from '../../contract/interruption-records';
import { TRAINING_METRICS } from '../../contract/training-names';
import { PlatformFunction } from '../../function/platform-function';

export interface InterruptionFunctionProps {
  readonly table: dynamodb.ITable;
  readonly topic: sns.ITopic;
  /** Encrypts the messages of the topic. */
  readonly key: kms.IKey;
  /** Whether the log outlives the stack. */
  readonly protectData: boolean;
}

/** Sufficient even if every call is throttled. */
const TIMEOUT = Duration.minutes(1);

/**
 * The function that handles interruptions of training instances: lambda/interruption. The ids of its policy statements,
 * such as `TellPeople`, are kept for deployed stacks.
 */
export class InterruptionFunction extends PlatformFunction<'interruption'> {
  constructor(scope: Construct, id: string, { table, topic, key, protectData }: InterruptionFunctionProps) {
    super(scope, id, {
      name: 'interruption',
      description:
        'Records interruptions of training instances, notifies users, and completes lifecycle actions of stopped instances',
      timeout: TIMEOUT,
      memoryMiB: 256,
      variables: {
        STACK_NAME: Stack.of(scope).stackName,
        TABLE_NAME: table.tableName,
        TOPIC_ARN: topic.topicArn,
      },
      logRetention: logs.RetentionDays.ONE_MONTH,
      keepLogs: protectData,
    });
    table.grant(
      this.role,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    );
    this.allowNotifications(topic, key);
    this.allowRelease();
    Validations.of(this.role).acknowledge(
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

  /** A metric of the function for all instances of the stack, as a sum over five minutes. */
  metricCount(metricName: InterruptionMetric): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: TRAINING_METRICS,
      metricName,
      dimensionsMap: { Stack: Stack.of(this).stackName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
    });
  }

  private allowNotifications(topic: sns.ITopic, key: kms.IKey): void {
    this.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'TellPeople',
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
      }),
    );
    this.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'EncryptMessages',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
      }),
    );
  }

  private allowRelease(): void {
    const { account, partition, region, stackName } = Stack.of(this);
    this.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'FindMachines',
        actions: ['ec2:DescribeInstances'],
        resources: ['*'],
      }),
    );
    this.role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReleaseMachines',
        actions: ['autoscaling:CompleteLifecycleAction'],
        resources: [
          `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/*`,
        ],
        conditions: {
          StringLike: { [`aws:ResourceTag/${OWNER_TAG}`]: instanceOwner(stackName, 'Fleet', '*') },
        },
      }),
    );
  }
}
