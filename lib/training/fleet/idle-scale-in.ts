import { Duration } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { FleetConfig } from '../../config';
import { AlarmResponse } from '../../function/alarm-response';
import { groupMetric } from './group-metric';
import { gpuUse } from '../training-metrics';

export interface IdleScaleInProps {
  /** Key of the fleet in the configuration, which is in the dimensions of its metrics. */
  readonly name: string;
  readonly idle: NonNullable<FleetConfig['idle']>;
  readonly group: autoscaling.AutoScalingGroup;
}

const PERIOD_MINUTES = 5;

/**
 * Takes a fleet whose GPUs nobody uses to its smallest size. Schedules that raise that size keep machines for working
 * hours. A machine that goes has the time of the fleet's lifecycle hook for a last checkpoint.
 */
export class IdleScaleIn extends Construct {
  readonly alarm: cloudwatch.Alarm;
  readonly response: AlarmResponse;

  constructor(scope: Construct, id: string, { name, idle, group }: IdleScaleInProps) {
    super(scope, id);
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      metric: busiestGpu(this, name, group),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: idle.gpuPercent,
      evaluationPeriods: idle.minutes / PERIOD_MINUTES,
      // No machine, or none that has booted: nothing is idle.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription:
        `No GPU of fleet ${name} was used ${idle.gpuPercent} % for ${idle.minutes} minutes; it goes to its smallest size. ` +
        'What to do: docs/runbook.md#alarm-fleet-idle',
    });
    this.response = new AlarmResponse(this, 'Response', {
      code: 'idle-scale-in',
      description: `Takes the idle fleet ${name} to its smallest size`,
      alarm: this.alarm,
      states: ['ALARM'],
      group,
      groupActions: ['autoscaling:SetDesiredCapacity'],
    });
  }
}

/**
 * Use of the busiest GPU in percent, and 100 while the fleet grows: a machine that has just come installs libraries and
 * loads data before it computes, so its time starts anew.
 */
function busiestGpu(scope: Construct, name: string, group: autoscaling.AutoScalingGroup): cloudwatch.IMetric {
  const period = Duration.minutes(PERIOD_MINUTES);
  return new cloudwatch.MathExpression({
    // The first value of DIFF is missing, and must not count as growth.
    expression: 'IF(FILL(DIFF(machines), 0) > 0, 100, gpu)',
    label: 'GPU use',
    period,
    usingMetrics: {
      machines: groupMetric(group, 'GroupInServiceInstances', period),
      gpu: gpuUse(scope, 'Fleet', name, { statistic: cloudwatch.Stats.MAXIMUM, period }),
    },
  });
}
