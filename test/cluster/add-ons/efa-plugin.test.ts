import { clusterStack } from '../cluster-stack';
import { EFA_GROUP } from '../charts/configurations';
import { releases } from './manifests';

const plugin = (overlay: object) =>
  releases(clusterStack(overlay)).find(
    ({ properties }) => properties['Release'] === 'aws-efa-k8s-device-plugin',
  );

test('the plugin runs on the types of the groups with EFA, whatever their taints', () => {
  expect(plugin({ cluster: { nodeGroups: { efa: EFA_GROUP } } })).toMatchObject({
    properties: { Chart: 'aws-efa-k8s-device-plugin', Version: 'v0.5.30', Namespace: 'kube-system' },
    values: {
      supportedInstanceLabels: { values: ['p5.48xlarge'] },
      tolerations: [{ key: 'team', operator: 'Equal', value: 'vision', effect: 'NoSchedule' }],
    },
  });
});

test('without such a group, or switched off, there is none', () => {
  expect(plugin({})).toBeUndefined();
  const off = { addOns: { efaPlugin: { enabled: false } }, nodeGroups: { efa: EFA_GROUP } };
  expect(plugin({ cluster: off })).toBeUndefined();
});
