import { createHash } from 'node:crypto';
import type { Construct } from 'constructs';
import { devicePluginRelease } from '../../catalog/add-ons';
import { PLATFORM_SOURCES } from '../../catalog/registries';
import type { ClusterConfig } from '../../config';
import { gpuSharing, sharingConfig } from '../../config/add-ons';
import { mirroredChart, mirroredImage } from '../../config/registries';
import { BUILT_IN_DEVICE_PLUGIN_LABEL } from '../../config/scheduling/group-node';
import type { ChartProps } from './chart';
import { GPU_LABEL, gpuTolerations } from './gpu-tolerations';

const NAMESPACE = 'kube-system';
const CONFIG_MAP = 'nvidia-device-plugin-configs';

/**
 * The NVIDIA device plugin, without which Kubernetes does not see the GPUs of a node. It runs on every GPU node but those
 * with a plugin of their own, whatever their taints. A node whose driver does not work fails its plugin, and so is seen.
 *
 * Source: https://github.com/NVIDIA/k8s-device-plugin/tree/v0.20.0/deployments/helm/nvidia-device-plugin
 *
 * @returns What is installed.
 */
export function installDevicePlugin({ cluster, config, registries }: ChartProps): Construct {
  const configs = pluginConfigs(config);
  // Always there, also where no group shares GPUs: before the plugin was a chart, this resource was its DaemonSet. The
  // update removes that (kubectl apply --prune), and only then the chart is installed. Two plugins on a node would not do:
  // when one stops, the kubelet takes the GPUs of the other for lost as well.
  const configMap = cluster.addManifest('DevicePlugin', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: CONFIG_MAP, namespace: NAMESPACE },
    data: configs,
  });
  const isShared = Object.keys(configs).length > 1;
  const chart = cluster.addHelmChart('DevicePlugin', {
    ...mirroredChart(PLATFORM_SOURCES.devicePluginCharts, 'nvidia-device-plugin', registries),
    release: 'nvidia-device-plugin',
    version: devicePluginRelease(config.version),
    namespace: NAMESPACE,
    values: {
      image: { repository: mirroredImage(PLATFORM_SOURCES.devicePluginImage, registries) },
      failOnInitError: true,
      nodeSelector: { [GPU_LABEL]: 'true' },
      // In place of the labels of Node Feature Discovery, which the chart looks for.
      affinity: { nodeAffinity: withoutBuiltInPlugin() },
      tolerations: gpuTolerations(Object.values(config.nodeGroups)),
      // Without other configurations the plugin needs no right of the API server, and no capability of Linux.
      ...(isShared && {
        config: { name: CONFIG_MAP, default: DEFAULT_CONFIG },
        // The pods read their configuration when they start.
        podAnnotations: { 'checksum/config': digest(configs) },
      }),
    },
  });
  chart.node.addDependency(configMap);
  return chart;
}

const DEFAULT_CONFIG = 'default';

/**
 * Configurations of the plugin by name, in the form of its version 1:
 * https://github.com/NVIDIA/k8s-device-plugin/tree/v0.20.0#shared-access-to-gpus
 */
function pluginConfigs(config: ClusterConfig): Record<string, string> {
  const shared = Object.values(gpuSharing(config)).map((replicas) => {
    const timeSlicing = {
      // Two shares of a GPU are no larger than one, so a pod that asks for two would get what it did not mean.
      failRequestsGreaterThanOne: true,
      resources: [{ name: GPU_LABEL, replicas }],
    };
    return [sharingConfig(replicas), JSON.stringify({ version: 'v1', sharing: { timeSlicing } })] as const;
  });
  return { [DEFAULT_CONFIG]: JSON.stringify({ version: 'v1' }), ...Object.fromEntries(shared) };
}

function digest(configs: object): string {
  return createHash('sha256').update(JSON.stringify(configs)).digest('hex');
}

function withoutBuiltInPlugin() {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [{ key: BUILT_IN_DEVICE_PLUGIN_LABEL, operator: 'NotIn', values: ['false'] }],
        },
      ],
    },
  };
}
