import { clusterStack } from '../cluster-stack';
import { addOns } from './manifests';

const production = clusterStack();

test('the agent sees GPUs on nodes with any taint of a group', () => {
  const stack = clusterStack({
    cluster: { nodeGroups: { gpu: { taints: [{ key: 'team', value: 'vision', effect: 'NoExecute' }] } } },
  });
  const settings = JSON.parse(addOns(stack)['eks-node-monitoring-agent']!['ConfigurationValues'] as string);
  expect(settings.dcgmAgent.tolerations).toEqual(
    expect.arrayContaining([
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'team', operator: 'Equal', value: 'vision', effect: 'NoExecute' },
      { key: 'workload', operator: 'Equal', value: 'inference', effect: 'NoSchedule' },
    ]),
  );
});

test('the agent waits for no node, since it has no pod of its own elsewhere', () => {
  const agent = production
    .ofType('AWS::EKS::Addon')
    .find(({ resource }) => resource.Properties['AddonName'] === 'eks-node-monitoring-agent')!;
  expect(agent.resource.DependsOn).toBeUndefined();
});

test('every group is repaired, within the limits of the configuration', () => {
  const repair = (nodeRepair: object) =>
    clusterStack({ cluster: { nodeRepair } })
      .properties('AWS::EKS::Nodegroup')
      .map((each) => each['NodeRepairConfig'] as unknown);
  const three = (settings: object) => [settings, settings, settings];
  expect(repair({})).toEqual(three({ Enabled: true, MaxParallelNodesRepairedCount: 1 }));
  expect(repair({ maxParallel: 2, maxUnhealthyPercent: 50 })).toEqual(
    three({
      Enabled: true,
      MaxParallelNodesRepairedCount: 2,
      MaxUnhealthyNodeThresholdPercentage: 50,
    }),
  );
  expect(repair({ enabled: false, maxParallel: null })).toEqual(three({ Enabled: false }));
});
