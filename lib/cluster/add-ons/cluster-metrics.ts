import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnAddon } from 'aws-cdk-lib/aws-eks';
import type * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ClusterConfig } from '../../config';
import { PodRole } from '../../identity/pod-role';
import type { AddOnVersions } from './add-on-versions';
import { eksAddOn } from './eks-add-on';

/** Namespace of the metrics of Container Insights. */
const NAMESPACE = 'ContainerInsights';

/**
 * Metrics of the whole cluster that are used here:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-enhanced-EKS.html. Those of GPUs
 * have the dimension ClusterName as well:
 * https://github.com/aws/amazon-cloudwatch-agent-test/blob/main/test/metric_value_benchmark/eks_resources/util.go
 */
export type ClusterMetricName =
  'cluster_failed_node_count' | 'node_gpu_memory_utilization' | 'node_gpu_utilization';

export interface ClusterMetricsProps {
  readonly cluster: eks.Cluster;
  readonly versions: AddOnVersions;
  readonly config: ClusterConfig;
}

/**
 * Container Insights with enhanced observability: metrics of nodes, pods and GPUs in CloudWatch. Nothing else of the add-on
 * is on: no logs of containers, and no instrumentation of the programs in them.
 *
 * Source: https://github.com/aws-observability/helm-charts/blob/71a298f/charts/amazon-cloudwatch-observability/values.yaml
 */
export class ClusterMetrics extends Construct {
  /** Its operator needs a node. */
  readonly addOn: CfnAddon;
  private readonly clusterName: string;

  constructor(scope: Construct, id: string, { cluster, config, versions }: ClusterMetricsProps) {
    super(scope, id);
    this.clusterName = config.name;
    const logGroupName = `/aws/containerinsights/${config.name}/performance`;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      // The agent writes metrics as log events of this name, and would otherwise make a log group that never expires.
      logGroupName,
      retention: logs.RetentionDays.ONE_DAY,
      // CloudWatch has the metrics themselves.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new PodRole(this, 'Role', 'CloudWatch agent: publishes the metrics of the cluster');
    this.allowMetrics(role, logGroupName);
    this.addOn = eksAddOn(this, {
      cluster,
      versions,
      name: 'amazon-cloudwatch-observability',
      configuration: {
        containerLogs: { enabled: false },
        // By default the operator changes the pods of every program that it can instrument, Python among them.
        manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
      },
      identity: { serviceAccount: 'cloudwatch-agent', role },
    });
    this.addOn.node.addDependency(logGroup);
  }

  /** A metric of the whole cluster. */
  metric(metricName: ClusterMetricName, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { ClusterName: this.clusterName },
      statistic: cloudwatch.Stats.MAXIMUM,
      period: Duration.minutes(5),
      ...options,
    });
  }

  private allowMetrics(role: iam.Role, logGroupName: string): void {
    const { account, partition, region } = Stack.of(this);
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'WriteMetricsAsLogs',
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [`arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}:*`],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'PublishMetrics',
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'DescribeNodes',
        actions: ['ec2:DescribeTags', 'ec2:DescribeVolumes'],
        resources: ['*'],
      }),
    );
    Validations.of(role).acknowledge(
      {
        id: `AwsSolutions-IAM5[Resource::arn:<partition>:logs:<region>:<account>:log-group:${logGroupName}:*]`,
        reason: `Log streams of this group, which the agent makes, one for each node.`,
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'Metrics have no resource to name, and are limited to the namespace of Container Insights; describe calls have none either, and are read-only.',
      },
    );
  }
}
