import type { Construct } from 'constructs';
import { EFA_PLUGIN_RELEASE } from '../../catalog/add-ons';
import { PLATFORM_SOURCES } from '../../catalog/registries';
import type { NodeGroupConfig } from '../../config';
import { mirroredChart, mirroredImage } from '../../config/registries';
import type { ChartProps } from './chart';
import { distinct } from './gpu-tolerations';

/**
 * The EFA device plugin of AWS, without which Kubernetes does not see the interfaces of a node. It runs on the instance
 * types of the groups with EFA, whatever their taints.
 *
 * Source: https://github.com/aws/eks-charts/tree/master/stable/aws-efa-k8s-device-plugin
 *
 * @returns What is installed.
 */
export function installEfaPlugin({ cluster, config, registries }: ChartProps): Construct {
  const groups = Object.values(config.nodeGroups).filter(({ efa }) => efa);
  return cluster.addHelmChart('EfaPlugin', {
    ...mirroredChart(PLATFORM_SOURCES.eksCharts, 'aws-efa-k8s-device-plugin', registries),
    release: 'aws-efa-k8s-device-plugin',
    version: EFA_PLUGIN_RELEASE.chartVersion,
    namespace: 'kube-system',
    values: {
      image: {
        repository: mirroredImage(PLATFORM_SOURCES.efaPluginImage, registries),
        tag: EFA_PLUGIN_RELEASE.imageTag,
      },
      // In place of the list in the chart, which is as old as the chart.
      supportedInstanceLabels: {
        values: [...new Set(groups.flatMap(({ instanceTypes }) => instanceTypes))],
      },
      tolerations: tolerations(groups),
    },
  });
}

/** One for each taint of the groups. */
function tolerations(groups: readonly NodeGroupConfig[]) {
  const all = groups
    .flatMap(({ taints }) => taints)
    .map(({ key, value, effect }) => ({ key, operator: 'Equal', value, effect }));
  return distinct(all);
}
