import { Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Measure } from '../../../lambda/interruption/observation';
import type { TrainingConfig } from '../../config';
import { functionRuntime, lambdaCode } from '../../function/lambda-code';
import { DeadLetterQueue } from '../../function/dead-letter-queue';
import type { GpuFleet } from '../fleet/gpu-fleet';
import { InterruptionRole } from './interruption-role';
import { InterruptionRules } from './interruption-rules';
import { instanceOwner, OWNER_TAG } from '../../contract/instance-owner';
import { TRAINING_METRICS } from '../training-metrics';
import { TrainingTopic } from './training-topic';
import type { Workstation } from '../workstation/workstation';

export interface InterruptionHandlingProps {
  readonly config: TrainingConfig;
  readonly fleets: Readonly<Record<string, GpuFleet>>;
  readonly workstations: Readonly<Record<string, Workstation>>;
  /** Encrypts the messages to people. */
  readonly key: kms.IKey;
  /** Addresses that confirm a subscription by e-mail and then get every message. */
  readonly emails: readonly string[];
  /** Whether the table and the log outlive the stack. */
  readonly protectData: boolean;
}

/** Longer than a function needs that is throttled at every call. */
const TIMEOUT = Duration.minutes(1);

/** An event is worth nothing to its machine after that; it stays in the queue for people. */
const MAX_EVENT_AGE = Duration.hours(1);

/**
 * What the account does when training machines are taken away: it holds a machine until its job has stopped, keeps the
 * history, counts, and tells people. The machine stops its job by itself: docs/adr/0014-who-stops-a-machine.md.
 */
export class InterruptionHandling extends Construct {
  /** Messages to people: one for each interruption, and those of the fleets' own alarms. */
  readonly topic: TrainingTopic;
  /** What is known of machines, and every event, for 30 days. */
  readonly table: dynamodb.Table;
  readonly handler: lambda.Function;
  /** Events that could not be handled. */
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: InterruptionHandlingProps) {
    super(scope, id);
    const { config, fleets, workstations, key, protectData } = props;
    this.topic = new TrainingTopic(this, 'Topic', {
      key,
      emails: props.emails,
      alarms: Object.values(fleets).flatMap(({ idleScaleIn, onDemandFallback }) =>
        [idleScaleIn?.alarm, onDemandFallback?.alarm].filter((alarm) => alarm !== undefined),
      ),
    });
    const removalPolicy = protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.table = new dynamodb.Table(this, 'Machines', {
      partitionKey: { name: 'instance', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'entry', type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: protectData,
      removalPolicy,
    });
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    this.handler = new lambda.Function(this, 'Function', {
      description:
        'Records interruptions of training machines, tells people, and lets machines go that have stopped',
      code: lambdaCode('interruption'),
      handler: 'index.handler',
      runtime: functionRuntime,
      memorySize: 256,
      timeout: TIMEOUT,
      role: new InterruptionRole(this, 'Role', { logGroup, table: this.table, topic: this.topic, key }),
      logGroup,
      environment: {
        STACK_NAME: Stack.of(this).stackName,
        TABLE_NAME: this.table.tableName,
        TOPIC_ARN: this.topic.topicArn,
      },
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: 2,
      onFailure: new SqsDestination(this.deadLetters),
    });
    new InterruptionRules(this, 'Rules', {
      handler: this.handler,
      deadLetters: this.deadLetters,
      maxEventAge: MAX_EVENT_AGE,
      hasFleets: Object.keys(fleets).length > 0,
      ownerPrefix: instanceOwner(Stack.of(this).stackName, 'Fleet', ''),
      capacityBlocks: Object.values(config.fleets).flatMap(
        ({ market, capacityReservationId: reservation }) =>
          market === 'capacity-block' && reservation ? [reservation] : [],
      ),
    });
    for (const [name, { group }] of Object.entries(fleets)) {
      this.holdMachines(name, group, Duration.seconds(config.fleets[name]!.checkpointSeconds));
    }
    for (const [name, workstation] of Object.entries(workstations)) {
      // Not on the launch template: what is there replaces the machine.
      const includeResourceTypes = ['AWS::EC2::Instance'];
      Tags.of(workstation).add(OWNER_TAG, instanceOwner(Stack.of(this).stackName, 'Workstation', name), {
        includeResourceTypes,
      });
    }
  }

  /** A count of the function over all machines of the stack, as a sum over five minutes. */
  metric(metricName: Measure): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: TRAINING_METRICS,
      metricName,
      dimensionsMap: { Stack: Stack.of(this).stackName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
    });
  }

  /** Auto Scaling waits with the end of a machine for the function, and no longer than the deadline. */
  private holdMachines(name: string, group: autoscaling.AutoScalingGroup, deadline: Duration): void {
    Tags.of(group).add(OWNER_TAG, instanceOwner(Stack.of(this).stackName, 'Fleet', name));
    group.addLifecycleHook('Stop', {
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
      heartbeatTimeout: deadline,
      defaultResult: autoscaling.DefaultResult.CONTINUE,
      notificationMetadata: instanceOwner(Stack.of(this).stackName, 'Fleet', name),
    });
  }
}
