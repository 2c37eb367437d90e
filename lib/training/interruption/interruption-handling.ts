import { Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { instanceOwner, OWNER_TAG, type OwnerKind } from '../../contract/instance-owner';
import { INSTANCE_TABLE } from '../../contract/interruption-records';
import { DeadLetterQueue } from '../../function/dead-letter-queue';
import type { GpuFleet } from '../fleet/gpu-fleet';
import type { Workstation } from '../workstation/workstation';
import { InterruptionFunction } from './interruption-function';
import { InterruptionRules } from './interruption-rules';
import { TrainingTopic } from './training-topic';

export interface InterruptionHandlingProps {
  readonly fleets: readonly GpuFleet[];
  readonly workstations: readonly Workstation[];
  /** Encrypts the notifications. */
  readonly key: kms.IKey;
  /** Addresses that get every notification, after each has confirmed its subscription. */
  readonly emails: readonly string[];
  /** Whether the table and the log outlive the stack. */
  readonly protectData: boolean;
}

/** Later events are too old to help the instance, and go to the dead-letter queue. */
const MAX_EVENT_AGE = Duration.hours(1);

/**
 * Handles interruptions of training instances: delays termination until the job has stopped, records the history,
 * publishes metrics, and notifies users. The instance itself stops the job: docs/adr/0014-who-stops-a-machine.md.
 */
export class InterruptionHandling extends Construct {
  /** Receives one notification for each interruption, and those of the alarms of fleets. */
  readonly topic: TrainingTopic;
  /** The state of instances and every event, for 30 days. */
  readonly table: dynamodb.Table;
  readonly handler: InterruptionFunction;
  /** Events that the function could not handle. */
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: InterruptionHandlingProps) {
    super(scope, id);
    const { fleets, workstations, key, protectData } = props;
    this.topic = new TrainingTopic(this, 'Topic', {
      key,
      emails: props.emails,
      alarms: fleets.flatMap(({ alarms }) => alarms),
    });
    this.table = this.addTable(protectData);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.handler = new InterruptionFunction(this, 'Function', {
      table: this.table,
      topic: this.topic,
      key,
      protectData,
    });
    this.handler.retry({ deadLetters: this.deadLetters, maxEventAge: MAX_EVENT_AGE, attempts: 2 });
    new InterruptionRules(this, 'Rules', {
      handler: this.handler,
      deadLetters: this.deadLetters,
      maxEventAge: MAX_EVENT_AGE,
      hasFleets: fleets.length > 0,
      ownerPrefix: this.owner('Fleet', ''),
      capacityBlocks: fleets.flatMap(({ capacityBlockId }) => capacityBlockId ?? []),
    });
    for (const fleet of fleets) this.holdInstances(fleet);
    for (const workstation of workstations) {
      // Not on the launch template, because a changed tag there would replace the instance.
      const includeResourceTypes = ['AWS::EC2::Instance'];
      const owner = this.owner('Workstation', workstation.name);
      Tags.of(workstation).add(OWNER_TAG, owner, { includeResourceTypes });
    }
  }

  /** The id `Machines` must not change: that would replace the table and lose the history. */
  private addTable(protectData: boolean): dynamodb.Table {
    return new dynamodb.Table(this, 'Machines', {
      partitionKey: { name: INSTANCE_TABLE.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: INSTANCE_TABLE.sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: INSTANCE_TABLE.timeToLive,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: protectData,
      removalPolicy: protectData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /** Auto Scaling delays termination until the function completes the lifecycle action, or until the fleet's deadline. */
  private holdInstances({ name, group, checkpointDeadline }: GpuFleet): void {
    const owner = this.owner('Fleet', name);
    Tags.of(group).add(OWNER_TAG, owner);
    group.addLifecycleHook('Stop', {
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
      heartbeatTimeout: checkpointDeadline,
      defaultResult: autoscaling.DefaultResult.CONTINUE,
      notificationMetadata: owner,
    });
  }

  private owner(kind: OwnerKind, name: string): string {
    return instanceOwner(Stack.of(this).stackName, kind, name);
  }
}
