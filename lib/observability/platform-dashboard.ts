import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ClusterMetrics } from '../cluster/add-ons/cluster-metrics';
import type { InterruptionFunction } from '../training/interruption/interruption-function';
import type { ObservabilityStackProps } from './watched-stacks';

export interface PlatformDashboardProps extends Pick<
  ObservabilityStackProps,
  'training' | 'inference' | 'cluster'
> {
  readonly alarms: readonly cloudwatch.Alarm[];
}

const ROW_WIDTH = 24;
const HALF_WIDTH = 12;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html, read 2026-11-28 */
const ALARMS_OF_WIDGET = 100;

/** The CloudWatch dashboard of the platform. */
export class PlatformDashboard extends cloudwatch.Dashboard {
  constructor(scope: Construct, id: string, props: PlatformDashboardProps) {
    super(scope, id, { defaultInterval: Duration.days(1) });
    for (let first = 0; first < Math.max(1, props.alarms.length); first += ALARMS_OF_WIDGET) {
      const alarms = props.alarms.slice(first, first + ALARMS_OF_WIDGET);
      this.addWidgets(new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: ROW_WIDTH }));
    }
    this.addWidgets(fleetSizes(props), clusterNodes(props));
    if (props.training.interruptions)
      this.addWidgets(interruptions(props.training.interruptions.handler), trainingGpus(props));
    if (props.cluster.metrics)
      this.addWidgets(clusterGpus(props.cluster.metrics), failedNodes(props.cluster.metrics));
    this.addWidgets(serviceUse(props), requests(props));
  }
}

function graph(title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: HALF_WIDTH, leftYAxis: { min: 0 } });
}

function fleetSizes({ training, inference }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const groups = [...training.fleets, { name: 'model services', group: inference.capacity.group }];
  const sizes = groups.map(({ name, group }) => group.metricSize('GroupInServiceInstances', { label: name }));
  return graph('GPU instances in service', sizes);
}

function interruptions(handler: InterruptionFunction): cloudwatch.GraphWidget {
  return graph('Interruptions of training instances', [
    handler.metricCount('SpotInterruptions').with({ label: 'Spot instances reclaimed' }),
    handler.metricCount('RebalanceRecommendations').with({ label: 'recommendations to replace an instance' }),
    handler.metricCount('MachinesStopped').with({ label: 'instances that stopped their job' }),
    handler.metricCount('LostCheckpoints').with({ label: 'terminated without a checkpoint' }),
  ]);
}

function trainingGpus({ training }: PlatformDashboardProps): cloudwatch.GraphWidget {
  return graph('Use of training GPUs, in percent', [
    ...training.fleets.map((fleet) => fleet.metricGpuUse({ label: `fleet ${fleet.name}` })),
    ...training.workstations.map((each) => each.metricGpuUse({ label: `workstation ${each.name}` })),
  ]);
}

function clusterNodes({ cluster }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const dimensionsMap = { ClusterName: cluster.cluster.clusterName };
  const metric = (metricName: string, label: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/EKS',
      metricName,
      dimensionsMap,
      label,
      statistic: cloudwatch.Stats.MAXIMUM,
    });
  return graph('Kubernetes pods waiting', [
    metric('scheduler_pending_pods_UNSCHEDULABLE', 'no node fits'),
    metric('scheduler_pending_pods_ACTIVEQ', 'in the queue'),
  ]);
}

function clusterGpus(metrics: ClusterMetrics): cloudwatch.GraphWidget {
  const average = { statistic: cloudwatch.Stats.AVERAGE };
  return graph('Use of cluster GPUs, in percent', [
    metrics.metric('node_gpu_utilization', { ...average, label: 'GPU' }),
    metrics.metric('node_gpu_memory_utilization', { ...average, label: 'GPU memory' }),
  ]);
}

function failedNodes(metrics: ClusterMetrics): cloudwatch.GraphWidget {
  return graph('Unhealthy cluster nodes', [metrics.metric('cluster_failed_node_count', { label: 'nodes' })]);
}

function serviceUse({ inference }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const use = inference.services.flatMap(({ name, service }) => [
    service.metricCpuUtilization({ label: `${name} CPU` }),
    service.metricMemoryUtilization({ label: `${name} memory` }),
  ]);
  return graph('Use of model services, in percent', use);
}

function requests({ inference }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const { loadBalancer, services } = inference;
  const counts = services.flatMap(({ name, targetGroup }) => {
    if (!loadBalancer || !targetGroup) return [];
    const dimensionsMap = loadBalancer.targetDimensions(targetGroup);
    return [targetGroup.metrics.requestCount({ dimensionsMap, label: name })];
  });
  return graph('Requests a minute to model services', counts);
}
