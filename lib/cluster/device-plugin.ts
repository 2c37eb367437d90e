import { PLATFORM_SOURCES } from '../catalog/registries';
import type { NodeGroupConfig, PlatformConfig } from '../config';
import { mirroredImage } from '../config/registries';
import { BUILT_IN_DEVICE_PLUGIN_LABEL } from '../config/scheduling/group-node';

const GPU_LABEL = 'nvidia.com/gpu';

/**
 * The NVIDIA device plugin, without which Kubernetes does not see the GPUs of a node.
 *
 * It differs from the manifest of the release in two ways: it runs on GPU nodes only, and it tolerates every taint of the
 * GPU node groups. The original tolerates `nvidia.com/gpu` only, so nodes with other taints would not offer their GPUs.
 *
 * Source: https://github.com/NVIDIA/k8s-device-plugin/tree/v0.14.0
 *
 * @param version - Tag of the release, for example `v0.14.0`.
 * @param nodeGroups - All node groups of the cluster.
 * @param registries - Mirrors by host.
 * @returns A Kubernetes DaemonSet.
 */
export function devicePlugin(
  version: string,
  nodeGroups: readonly NodeGroupConfig[],
  registries: PlatformConfig['registries'] = {},
) {
  const name = 'nvidia-device-plugin-ds';
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'nvidia-device-plugin-daemonset', namespace: 'kube-system' },
    spec: {
      selector: { matchLabels: { name } },
      updateStrategy: { type: 'RollingUpdate' },
      template: {
        metadata: { labels: { name } },
        spec: {
          priorityClassName: 'system-node-critical',
          nodeSelector: { [GPU_LABEL]: 'true' },
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  {
                    matchExpressions: [
                      { key: BUILT_IN_DEVICE_PLUGIN_LABEL, operator: 'NotIn', values: ['false'] },
                    ],
                  },
                ],
              },
            },
          },
          tolerations: gpuTolerations(nodeGroups),
          containers: [
            {
              name: 'nvidia-device-plugin-ctr',
              image: mirroredImage(`${PLATFORM_SOURCES.devicePluginImage}:${version}`, registries),
              env: [{ name: 'FAIL_ON_INIT_ERROR', value: 'false' }],
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              volumeMounts: [{ name: 'device-plugin', mountPath: '/var/lib/kubelet/device-plugins' }],
            },
          ],
          volumes: [{ name: 'device-plugin', hostPath: { path: '/var/lib/kubelet/device-plugins' } }],
        },
      },
    },
  };
}

/** One toleration for each taint of the GPU node groups, and one for the usual GPU taint. */
function gpuTolerations(nodeGroups: readonly NodeGroupConfig[]) {
  const taints = nodeGroups
    .filter(({ labels }) => labels[GPU_LABEL] === 'true')
    .flatMap((group) => group.taints);
  const tolerations = taints.map(({ key, value, effect }) =>
    key === GPU_LABEL ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
  );
  const all = [{ key: GPU_LABEL, operator: 'Exists', effect: 'NoSchedule' }, ...tolerations];
  return [...new Map(all.map((toleration) => [JSON.stringify(toleration), toleration])).values()];
}
