import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { InstanceGroup } from '../../compute/instance-group';
import type { FleetConfig } from '../../config';
import { AlarmResponse } from '../../function/alarm-response';
import { gpuUse } from '../gpu-use';

export interface IdleScaleInProps {
  /** Key of the fleet in the configuration; a dimension of its metrics. */
  readonly name: string;
  readonly idle: NonNullable<FleetConfig['idle']>;
  readonly group: InstanceGroup;
}

const PERIOD_MINUTES = 5;

/**
 * Scales a fleet with idle GPUs in to its minimum size. Schedules that raise the minimum keep instances in working
 * hours. The lifecycle hook of the fleet gives a terminated instance time for a last checkpoint.
 */
export class IdleScaleIn extends Construct {
  readonly alarm: cloudwatch.Alarm;
  readonly response: AlarmResponse<'idle-scale-in'>;

  constructor(scope: Construct, id: string, { name, idle, group }: IdleScaleInProps) {
    super(scope, id);
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      metric: busiestGpu(this, name, group),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: idle.gpuPercent,
      evaluationPeriods: idle.minutes / PERIOD_MINUTES,
      // Without data, no instance has booted, so nothing is idle.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription:
        `No GPU of fleet ${name} was used ${idle.gpuPercent} % for ${idle.minutes} minutes; the fleet is scaled in to its minimum size. ` +
        'What to do: docs/runbook.md#alarm-fleet-idle',
    });
    this.response = new AlarmResponse(this, 'Response', {
      name: 'idle-scale-in',
      description: `Scales the idle fleet ${name} in to its minimum size`,
      variables: { ALARM_NAME: this.alarm.alarmName, GROUP_NAME: group.autoScalingGroupName },
      alarm: this.alarm,
      states: ['ALARM'],
      group,
      groupActions: ['autoscaling:SetDesiredCapacity'],
    });
  }
}

/**
 * Utilization of the busiest GPU in percent, and 100 while the fleet scales out: a new instance installs libraries and
 * loads data before it computes, so the idle time starts again.
 */
function busiestGpu(scope: Construct, name: string, group: InstanceGroup): cloudwatch.IMetric {
  const period = Duration.minutes(PERIOD_MINUTES);
  return new cloudwatch.MathExpression({
    // The first value of DIFF is missing, and must not count as a scale-out.
    expression: 'IF(FILL(DIFF(machines), 0) > 0, 100, gpu)',
    label: 'GPU use',
    period,
    usingMetrics: {
      machines: group.metricSize('GroupInServiceInstances', { statistic: cloudwatch.Stats.MAXIMUM, period }),
      gpu: gpuUse(scope, 'Fleet', name, { statistic: cloudwatch.Stats.MAXIMUM, period }),
    },
  });
}
