import type { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface InterruptionRulesProps {
  readonly handler: lambda.IFunction;
  /** Gets the events that EventBridge cannot deliver. */
  readonly deadLetters: sqs.IQueue;
  readonly maxEventAge: Duration;
  /** Whether there are groups whose machines come and go. */
  readonly hasFleets: boolean;
  /** What the owner of every fleet of this stack begins with. */
  readonly ownerPrefix: string;
  /** Ids of the Capacity Blocks that fleets run in. */
  readonly capacityBlocks: readonly string[];
}

/**
 * The events of the default bus that the function gets. EC2 does not say whose an instance is, so it gets those of the
 * whole account and region, and tells its own from others.
 */
export class InterruptionRules extends Construct {
  private readonly target: targets.LambdaFunction;

  constructor(scope: Construct, id: string, props: InterruptionRulesProps) {
    super(scope, id);
    this.target = new targets.LambdaFunction(props.handler, {
      deadLetterQueue: props.deadLetters,
      maxEventAge: props.maxEventAge,
      retryAttempts: 10,
    });
    this.add('Interruption', 'EC2 is going to take a machine back, or recommends to replace it', {
      source: ['aws.ec2'],
      detailType: [
        'EC2 Spot Instance Interruption Warning',
        'EC2 Capacity Reservation Instance Interruption Warning',
        'EC2 Instance Rebalance Recommendation',
      ],
    });
    this.add('Stopped', 'Nothing trains on a machine any more', {
      source: ['ml-platform.training'],
      detailType: ['Training Stopped'],
    });
    if (props.hasFleets) {
      this.add('Leaving', 'A machine leaves a fleet, and Auto Scaling waits until its job has stopped', {
        source: ['aws.autoscaling'],
        detailType: ['EC2 Instance-terminate Lifecycle Action'],
        // A pattern takes 2048 characters, which the names of all groups could exceed.
        detail: { NotificationMetadata: events.Match.prefix(props.ownerPrefix) },
      });
      this.add('Ended', 'Auto Scaling has ended a machine', {
        source: ['aws.autoscaling'],
        detailType: ['EC2 Instance Terminate Successful'],
      });
    }
    if (props.capacityBlocks.length > 0) {
      this.add('CapacityBlockEnds', 'A Capacity Block of a fleet ends in 40 minutes', {
        source: ['aws.ec2'],
        detailType: ['Capacity Block Reservation Expiration Warning', 'Capacity Block Expiration Warning'],
        detail: { 'capacity-reservation-id': [...new Set(props.capacityBlocks)] },
      });
    }
  }

  private add(id: string, description: string, eventPattern: events.EventPattern): void {
    new events.Rule(this, id, { description, eventPattern, targets: [this.target] });
  }
}
