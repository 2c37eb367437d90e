import type { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TRAINING_EVENT_SOURCE, TRAINING_STOPPED } from '../../contract/training-names';

export interface InterruptionRulesProps {
  readonly handler: lambda.IFunction;
  /** Receives the events that EventBridge cannot deliver. */
  readonly deadLetters: sqs.IQueue;
  readonly maxEventAge: Duration;
  /** Whether there are Auto Scaling groups. */
  readonly hasFleets: boolean;
  /** Prefix of the owner tag of every fleet of this stack. */
  readonly ownerPrefix: string;
  /** Ids of the Capacity Blocks of fleets. */
  readonly capacityBlocks: readonly string[];
}

/**
 * The rules on the default event bus that invoke the function. EC2 events do not contain the owner of an instance, so
 * the function receives those of the whole account and region, and ignores other instances.
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
    this.add('Interruption', 'EC2 reclaims an instance, or recommends to replace it', {
      source: ['aws.ec2'],
      detailType: [
        'EC2 Spot Instance Interruption Warning',
        'EC2 Capacity Reservation Instance Interruption Warning',
        'EC2 Instance Rebalance Recommendation',
      ],
    });
    this.add('Stopped', 'No job runs on a training instance any more', {
      source: [TRAINING_EVENT_SOURCE],
      detailType: [TRAINING_STOPPED],
    });
    if (props.hasFleets) {
      this.add(
        'Leaving',
        'Auto Scaling is about to terminate an instance of a fleet, and waits until its job has stopped',
        {
          source: ['aws.autoscaling'],
          detailType: ['EC2 Instance-terminate Lifecycle Action'],
          // A pattern has at most 2048 characters, which the names of all groups could exceed.
          detail: { NotificationMetadata: events.Match.prefix(props.ownerPrefix) },
        },
      );
      this.add('Ended', 'Auto Scaling has terminated an instance', {
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
