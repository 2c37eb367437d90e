import { Duration, Stack, Tags } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { instanceOwner, OWNER_TAG } from '../../contract/instance-owner';
import { INSTANCE_TABLE } from '../../contract/interruption-records';
import { DeadLetterQueue } from '../../function/dead-letter-queue';
import { dataRemoval } from '../../retention/data-removal';
import type { GpuFleet } from '../fleet/gpu-fleet';
import { InterruptionFunction } from './interruption-function';
import { InterruptionRules } from './interruption-rules';
import { TrainingTopic } from './training-topic';

export interface InterruptionHandlingProps {
  readonly fleets: readonly GpuFleet[];
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
    const { fleets, key, protectData } = props;
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
      ownerPrefix: this.owner(''),
      capacityBlocks: fleets.flatMap(({ capacityBlockId }) => capacityBlockId ?? []),
    });
    for (const fleet of fleets) this.holdInstances(fleet);
  }

  /**
   * The id of the table stays `Machines`: another one would replace it and lose the history.
   *
   * Without deletion protection: CloudFormation could not delete the table of a first deploy that fails, and the stack
   * would end in ROLLBACK_FAILED. The removal policy keeps the table, and DynamoDB keeps a backup of a table with
   * point-in-time recovery for 35 days after a user deletes it.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
   */
  private addTable(protectData: boolean): dynamodb.Table {
    return new dynamodb.Table(this, 'Machines', {
      partitionKey: { name: INSTANCE_TABLE.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: INSTANCE_TABLE.sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: INSTANCE_TABLE.timeToLive,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: dataRemoval(protectData),
    });
  }

  /** Auto Scaling delays termination until the function completes the lifecycle action, or until the fleet's deadline. */
  private holdInstances({ name, group, checkpointDeadline }: GpuFleet): void {
    const owner = this.owner(name);
    Tags.of(group).add(OWNER_TAG, owner);
    group.addLifecycleHook('Stop', {
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
      heartbeatTimeout: checkpointDeadline,
      defaultResult: autoscaling.DefaultResult.CONTINUE,
      notificationMetadata: owner,
    });
  }

  private owner(fleet: string): string {
    return instanceOwner(Stack.of(this).stackName, 'Fleet', fleet);
  }
}
