import { list, type Resource } from '../../template-json';
import type { StackTemplate } from '../../single-stack';
import { clusterStack } from '../cluster-stack';
import { objects, release } from './manifests';

const RELEASE = 'nvidia-device-plugin';
const production = clusterStack();
const inference = ({ ofType }: StackTemplate): Resource['Properties'] =>
  ofType('AWS::EKS::Nodegroup').find(({ id }) => id.startsWith('NodeGroupsinference'))!.resource.Properties;
const withPlugin = (devicePlugin: object) => clusterStack({ cluster: { addOns: { devicePlugin } } });

test('tolerates every taint of a GPU node group, also one of the user', () => {
  const taint = { key: 'team', value: 'vision', effect: 'NoExecute' };
  const stack = clusterStack({ cluster: { nodeGroups: { gpu: { taints: [taint] } } } });
  for (const { tolerations } of [release(stack, RELEASE)!.values]) {
    expect(tolerations).toContainEqual({ ...taint, operator: 'Equal' });
    expect(tolerations).toContainEqual({
      key: 'workload',
      operator: 'Equal',
      value: 'inference',
      effect: 'NoSchedule',
    });
    expect(tolerations).toContainEqual({ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' });
  }
});

test('runs on GPU nodes only, but not beside a built-in plugin, and fails where the driver does', () => {
  const { values } = release(production, RELEASE)!;
  expect(values.nodeSelector).toEqual({ 'nvidia.com/gpu': 'true' });
  const { requiredDuringSchedulingIgnoredDuringExecution: required } = values.affinity.nodeAffinity;
  expect(required.nodeSelectorTerms).toEqual([
    {
      matchExpressions: [
        { key: 'nvidia.com/gpu.deploy.device-plugin', operator: 'NotIn', values: ['false'] },
      ],
    },
  ]);
  expect(values.failOnInitError).toBe(true);
});

test('has the release for the Kubernetes version, that of the lesson in the lesson', () => {
  expect(release(production, RELEASE)!.properties['Version']).toBe('0.20.0');
  expect(release(clusterStack({}, 'lesson'), RELEASE)!.properties['Version']).toBe('0.14.0');
});

test('replaces the DaemonSet of former versions before it starts: its resource stays, in the same namespace', () => {
  const [configMap] = objects(production, 'ConfigMap');
  // The id that the DaemonSet had: an update of the same resource prunes what is no longer in it.
  expect(configMap!.id).toBe('ControlPlaneClustermanifestDevicePluginBB58100B');
  expect(configMap!['metadata'].namespace).toBe('kube-system');
  expect(production.Resources[configMap!.id]!.Properties).toHaveProperty('PruneLabel');
  expect(list(release(production, RELEASE)!.dependsOn)).toContain(configMap!.id);
  expect(objects(production, 'DaemonSet')).toEqual([]);
});

test('without shared GPUs it has no configuration, and so no rights', () => {
  const { values } = release(production, RELEASE)!;
  expect(values).not.toHaveProperty('config');
  expect(inference(production)['Labels']).not.toHaveProperty('nvidia.com/device-plugin.config');
});

test('shared GPUs are offered as often, now by the plugin, and from zero by the tag for cluster-autoscaler', () => {
  const stack = withPlugin({ timeSlicing: { inference: 4 } });
  const { values } = release(stack, RELEASE)!;
  const [configMap] = objects(stack, 'ConfigMap');
  expect(values.config).toEqual({ name: configMap!['metadata'].name, default: 'default' });
  const group = inference(stack);
  const name = group['Labels']['nvidia.com/device-plugin.config'] as string;
  expect(JSON.parse(configMap!['data'][name])).toEqual({
    version: 'v1',
    sharing: {
      timeSlicing: {
        failRequestsGreaterThanOne: true,
        resources: [{ name: 'nvidia.com/gpu', replicas: 4 }],
      },
    },
  });
  expect(group['Tags']['k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu']).toBe('4');
  expect(JSON.parse(configMap!['data'].default)).toEqual({ version: 'v1' });
});

test('other shares restart its pods, which read their configuration when they start', () => {
  const checksum = (shares: number) =>
    release(withPlugin({ timeSlicing: { inference: shares } }), RELEASE)!.values.podAnnotations;
  expect(checksum(2)).not.toEqual(checksum(3));
});

test('switched off, nothing of it is installed', () => {
  const without = withPlugin({ enabled: false });
  expect(release(without, RELEASE)).toBeUndefined();
  expect(objects(without, 'ConfigMap')).toEqual([]);
});

test('the exporter for Prometheus runs on every GPU node, and needs no Prometheus operator', () => {
  const stack = clusterStack({
    cluster: { addOns: { cloudWatch: { enabled: false }, dcgmExporter: { enabled: true } } },
  });
  const { properties, values } = release(stack, 'dcgm-exporter')!;
  expect(values).toMatchObject({
    serviceMonitor: { enabled: false },
    nodeSelector: { 'nvidia.com/gpu': 'true' },
    tolerations: expect.arrayContaining([expect.objectContaining({ key: 'workload' })]),
  });
  // Its tag names the version of DCGM and that of the chart.
  expect(values.image.tag).toContain(`-${properties['Version'] as string}`);
  expect(release(production, 'dcgm-exporter')).toBeUndefined();
});
