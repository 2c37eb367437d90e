import type { Duration } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** The largest value of a metric that an Auto Scaling group publishes of itself every minute. */
export function groupMetric(
  group: autoscaling.AutoScalingGroup,
  metricName: 'GroupDesiredCapacity' | 'GroupInServiceInstances',
  period: Duration,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/AutoScaling',
    metricName,
    dimensionsMap: { AutoScalingGroupName: group.autoScalingGroupName },
    statistic: cloudwatch.Stats.MAXIMUM,
    period,
  });
}
