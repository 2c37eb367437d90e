import { Duration, Validations } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { InstanceGroup } from '../compute/instance-group';
import type { FunctionName, FunctionVariables } from '../contract/function-variables';
import { DeadLetterQueue } from './dead-letter-queue';
import { PlatformFunction } from './platform-function';

export interface AlarmResponseProps<Name extends FunctionName> {
  /** Folder of the function in lambda/. */
  readonly name: Name;
  readonly description: string;
  readonly variables: FunctionVariables<Name>;
  readonly alarm: cloudwatch.Alarm;
  /** States of the alarm that call the function. */
  readonly states: readonly ('ALARM' | 'OK')[];
  readonly group: InstanceGroup;
  /** Actions of Auto Scaling that the function may call on the group. */
  readonly groupActions: readonly string[];
  /**
   * Further read-only actions that do not support resource-level permissions.
   * @default none
   */
  readonly readActions?: readonly string[];
}

/** After this time the situation may have changed, so the event goes to the dead-letter queue. */
const MAX_EVENT_AGE = Duration.hours(1);

/**
 * A function that responds to an alarm of an Auto Scaling group. EventBridge and Lambda retry for an hour; an event
 * that still fails stays in a dead-letter queue for two weeks.
 *
 * It is not an alarm action, because CloudWatch repeats scaling actions every minute while the alarm is on.
 */
export class AlarmResponse<Name extends FunctionName = FunctionName> extends Construct {
  /** Events that the function could not handle. */
  readonly deadLetters: DeadLetterQueue;
  private readonly target: targets.LambdaFunction;

  constructor(scope: Construct, id: string, props: AlarmResponseProps<Name>) {
    super(scope, id);
    const { alarm, group, groupActions, states } = props;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    const handler = new PlatformFunction(this, 'Function', {
      name: props.name,
      description: props.description,
      timeout: Duration.minutes(1),
      memoryMiB: 256,
      variables: props.variables,
      logRetention: logs.RetentionDays.ONE_MONTH,
    });
    // Service name in the log.
    handler.addEnvironment('POWERTOOLS_SERVICE_NAME', props.name);
    allowReading(handler.role, props.readActions);
    group.grantChanges(handler.role, ...groupActions);
    handler.retry({ deadLetters: this.deadLetters, maxEventAge: MAX_EVENT_AGE });
    this.target = new targets.LambdaFunction(handler, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: MAX_EVENT_AGE,
    });
    this.onEvent('AlarmState', {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { alarmName: [alarm.alarmName], state: { value: [...states] } },
    });
  }

  /** Also invokes the function for these events. */
  onEvent(id: string, eventPattern: events.EventPattern): void {
    new events.Rule(this, id, { eventPattern, targets: [this.target] });
  }
}

function allowReading(role: iam.Role, more: readonly string[] = []): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['autoscaling:DescribeAutoScalingGroups', 'cloudwatch:DescribeAlarms', ...more],
      resources: ['*'],
    }),
  );
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Describe calls of groups, alarms and instances have no resource to name; they change nothing.',
  });
}
