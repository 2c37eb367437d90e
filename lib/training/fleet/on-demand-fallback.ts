import { Duration } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmResponse } from '../../function/alarm-response';
import { groupMetric } from './group-metric';

export interface OnDemandFallbackProps {
  /** Key of the fleet in the configuration. */
  readonly name: string;
  /** How long machines may be missing. */
  readonly minutes: number;
  /** Machines that are always bought on demand. */
  readonly base: number;
  /** A group with a mixed instances policy. */
  readonly group: autoscaling.AutoScalingGroup;
}

/**
 * Buys on demand what a spot fleet has been missing for a while: ADR 0015. It raises the on-demand base of the group,
 * and lowers it again once the group is complete. The group then exchanges on-demand machines for spot ones as they can
 * be had, the new one before the old one.
 */
export class OnDemandFallback extends Construct {
  readonly alarm: cloudwatch.Alarm;
  readonly response: AlarmResponse;

  constructor(scope: Construct, id: string, { name, minutes, base, group }: OnDemandFallbackProps) {
    super(scope, id);
    const period = Duration.minutes(1);
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      metric: new cloudwatch.MathExpression({
        expression: 'desired - running',
        label: 'Missing machines',
        period,
        usingMetrics: {
          desired: groupMetric(group, 'GroupDesiredCapacity', period),
          running: groupMetric(group, 'GroupInServiceInstances', period),
        },
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: minutes,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription:
        `Fleet ${name} has been short of machines for ${minutes} minutes; they are bought on demand. ` +
        'What to do: docs/runbook.md#alarm-fleet-shortage',
    });
    this.response = new AlarmResponse(this, 'Response', {
      code: 'on-demand-fallback',
      description: `Buys on demand what the spot fleet ${name} is missing`,
      alarm: this.alarm,
      states: ['ALARM', 'OK'],
      group,
      groupActions: ['autoscaling:UpdateAutoScalingGroup'],
      readActions: ['ec2:DescribeInstances'],
      environment: { ON_DEMAND_BASE: String(base) },
    });
    // An alarm that lasts says nothing new when more is missing, or when a deploy has set the base back. A launch that
    // fails does.
    this.response.onEvent('FailedLaunch', {
      source: ['aws.autoscaling'],
      detailType: ['EC2 Instance Launch Unsuccessful'],
      detail: { AutoScalingGroupName: [group.autoScalingGroupName] },
    });
  }
}
