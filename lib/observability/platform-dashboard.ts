import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { InterruptionHandling } from '../training/interruption/interruption-handling';
import { gpuUse } from '../training/training-metrics';
import type { ObservabilityStackProps } from './watched-stacks';

export interface PlatformDashboardProps extends Pick<
  ObservabilityStackProps,
  'training' | 'inference' | 'cluster'
> {
  readonly alarms: readonly cloudwatch.Alarm[];
}

const ROW_WIDTH = 24;
const HALF_WIDTH = 12;

/** One page of alarms, machines and requests. */
export class PlatformDashboard extends cloudwatch.Dashboard {
  constructor(scope: Construct, id: string, props: PlatformDashboardProps) {
    super(scope, id, { defaultInterval: Duration.days(1) });
    this.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...props.alarms], width: ROW_WIDTH }),
    );
    this.addWidgets(fleetSizes(props), clusterNodes(props));
    if (props.training.interruptions)
      this.addWidgets(interruptions(props.training.interruptions), trainingGpus(props));
    this.addWidgets(serviceUse(props), requests(props));
  }
}

function graph(title: string, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: HALF_WIDTH, leftYAxis: { min: 0 } });
}

function fleetSizes({ training, inference }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const groups = { ...training.fleets, 'model services': inference.capacity };
  const sizes = Object.entries(groups).map(
    ([label, { group }]) =>
      new cloudwatch.Metric({
        namespace: 'AWS/AutoScaling',
        metricName: 'GroupInServiceInstances',
        dimensionsMap: { AutoScalingGroupName: group.autoScalingGroupName },
        label,
      }),
  );
  return graph('GPU machines in service', sizes);
}

function interruptions(handling: InterruptionHandling): cloudwatch.GraphWidget {
  return graph('Interruptions of training machines', [
    handling.metric('SpotInterruptions').with({ label: 'spot machines taken back' }),
    handling.metric('RebalanceRecommendations').with({ label: 'recommendations to replace a machine' }),
    handling.metric('MachinesStopped').with({ label: 'machines that stopped' }),
    handling.metric('LostCheckpoints').with({ label: 'ended without a checkpoint' }),
  ]);
}

function trainingGpus({ training }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const machines = [
    ...Object.entries(training.fleets).map(([name, machine]) => ({ kind: 'Fleet', name, machine }) as const),
    ...Object.entries(training.workstations).map(
      ([name, machine]) => ({ kind: 'Workstation', name, machine }) as const,
    ),
  ];
  const use = machines.map(({ kind, name, machine }) =>
    gpuUse(machine, kind, name, { label: `${kind.toLowerCase()} ${name}` }),
  );
  return graph('Use of training GPUs, in percent', use);
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

function serviceUse({ inference }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const use = Object.entries(inference.services).flatMap(([name, { service }]) => [
    service.metricCpuUtilization({ label: `${name} CPU` }),
    service.metricMemoryUtilization({ label: `${name} memory` }),
  ]);
  return graph('Use of model services, in percent', use);
}

function requests({ inference }: PlatformDashboardProps): cloudwatch.GraphWidget {
  const counts = Object.entries(inference.services).flatMap(([label, { targetGroup }]) =>
    targetGroup ? [targetGroup.metrics.requestCount({ label })] : [],
  );
  return graph('Requests a minute to model services', counts);
}
