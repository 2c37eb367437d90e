import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allowGroupActions } from '../identity/group-access';
import { functionRuntime, lambdaCode } from './lambda-code';
import { DeadLetterQueue } from './dead-letter-queue';

export interface AlarmResponseProps {
  /** Folder of the function under lambda/. It is told `ALARM_NAME` and `GROUP_NAME`. */
  readonly code: string;
  readonly description: string;
  readonly alarm: cloudwatch.Alarm;
  /** States of the alarm that the function is called for. */
  readonly states: readonly ('ALARM' | 'OK')[];
  readonly group: autoscaling.AutoScalingGroup;
  /** What the function may do to the group. */
  readonly groupActions: readonly string[];
  /** What it reads beside the group and the alarm. None of these actions has a resource to name. */
  readonly readActions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * A function that answers an alarm of an Auto Scaling group. EventBridge and Lambda try again for an hour; an event
 * that still fails waits in a queue for two weeks.
 *
 * Not an action of the alarm: CloudWatch repeats scaling actions every minute for as long as the alarm lasts.
 */
export class AlarmResponse extends Construct {
  /** Events that could not be handled. */
  readonly deadLetters: DeadLetterQueue;
  private readonly target: targets.LambdaFunction;

  constructor(scope: Construct, id: string, props: AlarmResponseProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const handler = new lambda.Function(this, 'Function', {
      description: props.description,
      code: lambdaCode(props.code),
      handler: 'index.handler',
      runtime: functionRuntime,
      timeout: Duration.minutes(1),
      memorySize: 256,
      role: this.functionRole(props, logGroup),
      logGroup,
      environment: {
        ALARM_NAME: props.alarm.alarmName,
        GROUP_NAME: props.group.autoScalingGroupName,
        POWERTOOLS_SERVICE_NAME: props.code,
        ...props.environment,
      },
      onFailure: new SqsDestination(this.deadLetters),
      maxEventAge: Duration.hours(1),
    });
    this.target = new targets.LambdaFunction(handler, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: Duration.hours(1),
    });
    this.onEvent('AlarmState', {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { alarmName: [props.alarm.alarmName], state: { value: [...props.states] } },
    });
  }

  /** Calls the function for further events. */
  onEvent(id: string, eventPattern: events.EventPattern): void {
    new events.Rule(this, id, { eventPattern, targets: [this.target] });
  }

  private functionRole({ group, ...props }: AlarmResponseProps, logGroup: logs.LogGroup): iam.Role {
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'autoscaling:DescribeAutoScalingGroups',
          'cloudwatch:DescribeAlarms',
          ...(props.readActions ?? []),
        ],
        resources: ['*'],
      }),
    );
    allowGroupActions(role, group, props.groupActions);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Descriptions of groups, alarms and instances have no resource to name; nothing is changed by them.',
    });
    return role;
  }
}
