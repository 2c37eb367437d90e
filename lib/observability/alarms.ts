import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ObservabilityStackProps } from './watched-stacks';

export interface AlarmsProps extends Pick<ObservabilityStackProps, 'training' | 'inference' | 'cluster'> {
  /** Notified when an alarm goes off and when it clears. */
  readonly topic: ITopic;
}

/** An alarm: a metric, its threshold, and the number of periods. */
interface Watch {
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  /**
   * Whether it goes off below the threshold, and not from there on.
   * @default false
   */
  readonly below?: boolean;
  readonly periods: number;
  readonly description: string;
  /** Section of docs/runbook.md that explains how to respond. */
  readonly runbook: string;
}

/** The alarms of the platform. */
export class Alarms extends Construct {
  readonly all: cloudwatch.Alarm[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps,
  ) {
    super(scope, id);
    this.watchTraining();
    this.watchCluster();
    this.watchNodes();
    this.watchInference();
  }

  private watchTraining(): void {
    for (const { name, instanceId } of this.props.training.workstations) {
      this.add(`Workstation-${name}`, {
        metric: new cloudwatch.Metric({
          namespace: 'AWS/EC2',
          metricName: 'StatusCheckFailed',
          dimensionsMap: { InstanceId: instanceId },
          statistic: cloudwatch.Stats.MAXIMUM,
          period: Duration.minutes(1),
        }),
        threshold: 1,
        periods: 5,
        description: `Workstation ${name} fails its status checks`,
        runbook: 'alarm-workstation',
      });
    }
    this.watchInterruptions();
    this.watchDeadLetters();
  }

  private watchInterruptions(): void {
    const { interruptions } = this.props.training;
    if (!interruptions) return;
    const { handler } = interruptions;
    const period = Duration.minutes(5);
    this.add('LostCheckpoints', {
      metric: interruptions.handler.metricCount('LostCheckpoints'),
      threshold: 1,
      periods: 1,
      description: 'A training instance was terminated before its job had saved a checkpoint',
      runbook: 'alarm-lostcheckpoints',
    });
    this.add('Interruptions-Errors', {
      metric: handler.metricErrors({ period }),
      // Lambda tries three times; with fewer errors, the last attempt may have succeeded.
      threshold: 3,
      periods: 1,
      description: 'The function that handles interruptions of training instances fails',
      runbook: 'alarm-interruptions-errors',
    });
    this.add('Interruptions-Throttles', {
      metric: handler.metricThrottles({ period }),
      threshold: 1,
      periods: 1,
      description: 'The function that handles interruptions of training instances is throttled',
      runbook: 'alarm-interruptions-throttles',
    });
  }

  private watchDeadLetters(): void {
    const { fleets, interruptions } = this.props.training;
    const queues = fleets.flatMap(({ name, idleScaleIn, onDemandFallback }) => [
      [`${name}-Idle`, idleScaleIn?.response.deadLetters] as const,
      [`${name}-OnDemand`, onDemandFallback?.response.deadLetters] as const,
    ]);
    for (const [id, queue] of [['Interruptions', interruptions?.deadLetters] as const, ...queues]) {
      if (!queue) continue;
      this.add(`DeadLetters-${id}`, {
        metric: queue.metricApproximateNumberOfMessagesVisible({
          period: Duration.minutes(5),
          statistic: cloudwatch.Stats.MAXIMUM,
        }),
        threshold: 1,
        periods: 1,
        description: 'Events of training instances could not be handled and wait in a dead-letter queue',
        runbook: 'alarm-deadletters',
      });
    }
  }

  private watchCluster(): void {
    const dimensionsMap = { ClusterName: this.props.cluster.cluster.clusterName };
    this.add('ApiServerErrors', {
      // EKS publishes control plane metrics to this namespace.
      metric: new cloudwatch.Metric({
        namespace: 'AWS/EKS',
        metricName: 'apiserver_request_total_5XX',
        dimensionsMap,
        statistic: cloudwatch.Stats.SUM,
        period: Duration.minutes(5),
      }),
      threshold: 10,
      periods: 3,
      description: 'The Kubernetes API server returns errors',
      runbook: 'alarm-apiservererrors',
    });
    this.add('UnschedulablePods', {
      metric: new cloudwatch.Metric({
        namespace: 'AWS/EKS',
        metricName: 'scheduler_pending_pods_UNSCHEDULABLE',
        dimensionsMap,
        statistic: cloudwatch.Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      threshold: 1,
      periods: 6,
      description:
        'Pods have had no node for half an hour: no capacity, no quota, or no node group that fits',
      runbook: 'alarm-unschedulablepods',
    });
  }

  private watchNodes(): void {
    const { metrics } = this.props.cluster;
    if (!metrics) return;
    this.add('FailedNodes', {
      metric: metrics.metric('cluster_failed_node_count'),
      threshold: 1,
      periods: 6,
      description: 'A node of the cluster has been unhealthy for half an hour, and was not repaired',
      runbook: 'alarm-failednodes',
    });
    this.add('IdleClusterGpus', {
      // No data while no GPU node runs, which is no alarm.
      metric: metrics.metric('node_gpu_utilization', { period: Duration.minutes(15) }),
      threshold: 5,
      below: true,
      periods: 8,
      description: 'GPU nodes of the cluster run, but for two hours none of their GPUs was in use',
      runbook: 'alarm-idleclustergpus',
    });
  }

  private watchInference(): void {
    const { loadBalancer, services } = this.props.inference;
    if (loadBalancer) {
      this.add('LoadBalancerErrors', {
        metric: loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT, {
          period: Duration.minutes(1),
        }),
        threshold: 10,
        periods: 5,
        description: 'The load balancer returns errors of its own: no healthy task, or no response in time',
        runbook: 'alarm-loadbalancererrors',
      });
    }
    for (const { name, targetGroup } of services) {
      if (!targetGroup || !loadBalancer) continue;
      const dimensionsMap = loadBalancer.targetDimensions(targetGroup);
      this.add(`Service-${name}-Unhealthy`, {
        metric: targetGroup.metrics.unhealthyHostCount({
          dimensionsMap,
          period: Duration.minutes(1),
          statistic: cloudwatch.Stats.MAXIMUM,
        }),
        threshold: 1,
        periods: 10,
        description: `Model service ${name} has tasks that fail their health check`,
        runbook: 'alarm-service-unhealthy',
      });
      this.add(`Service-${name}-Slow`, {
        metric: targetGroup.metrics.targetResponseTime({
          dimensionsMap,
          period: Duration.minutes(1),
          statistic: 'p95',
        }),
        threshold: 2,
        periods: 10,
        description: `Model service ${name} takes more than 2 seconds for 1 of 20 requests`,
        runbook: 'alarm-service-slow',
      });
      this.add(`Service-${name}-Errors`, {
        metric: targetGroup.metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, {
          dimensionsMap,
          period: Duration.minutes(1),
        }),
        threshold: 10,
        periods: 5,
        description: `Model service ${name} returns errors`,
        runbook: 'alarm-service-errors',
      });
    }
  }

  private add(id: string, { metric, threshold, below = false, periods, description, runbook }: Watch): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Without tasks, or without errors, the metrics have no data points.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${description}. What to do: docs/runbook.md#${runbook}`,
    });
    const action = new SnsAction(this.props.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.all.push(alarm);
  }
}
