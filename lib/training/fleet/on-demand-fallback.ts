import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { InstanceGroup } from '../../compute/instance-group';
import { AlarmResponse } from '../../function/alarm-response';

export interface OnDemandFallbackProps {
  /** Key of the fleet in the configuration. */
  readonly name: string;
  /** Minutes for which instances can be missing. */
  readonly minutes: number;
  /** Instances that are always bought on demand. */
  readonly base: number;
  /** A group with a mixed instances policy. */
  readonly group: InstanceGroup;
}

/**
 * Replaces missing instances of a Spot fleet by on-demand instances (ADR 0015): raises the on-demand base of the group,
 * and lowers it again once the group is complete. The group then replaces on-demand instances by Spot instances as
 * capacity allows, and launches the new one first.
 */
export class OnDemandFallback extends Construct {
  readonly alarm: cloudwatch.Alarm;
  readonly response: AlarmResponse<'on-demand-fallback'>;

  constructor(scope: Construct, id: string, { name, minutes, base, group }: OnDemandFallbackProps) {
    super(scope, id);
    const size = { statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(1) };
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      metric: new cloudwatch.MathExpression({
        expression: 'desired - running',
        label: 'Missing instances',
        period: size.period,
        usingMetrics: {
          desired: group.metricSize('GroupDesiredCapacity', size),
          running: group.metricSize('GroupInServiceInstances', size),
        },
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: minutes,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription:
        `Fleet ${name} has been short of instances for ${minutes} minutes; they are bought on demand. ` +
        'What to do: docs/runbook.md#alarm-fleet-shortage',
    });
    this.response = new AlarmResponse(this, 'Response', {
      name: 'on-demand-fallback',
      description: `Buys instances on demand that the Spot fleet ${name} is missing`,
      variables: {
        ALARM_NAME: this.alarm.alarmName,
        GROUP_NAME: group.autoScalingGroupName,
        ON_DEMAND_BASE: String(base),
      },
      alarm: this.alarm,
      states: ['ALARM', 'OK'],
      group,
      groupActions: ['autoscaling:UpdateAutoScalingGroup'],
      readActions: ['ec2:DescribeInstances'],
    });
    // While the alarm is on, it sends no event if more instances are missing or a deploy has reset the base; a failed
    // launch does.
    this.response.onEvent('FailedLaunch', {
      source: ['aws.autoscaling'],
      detailType: ['EC2 Instance Launch Unsuccessful'],
      detail: { AutoScalingGroupName: [group.autoScalingGroupName] },
    });
  }
}
