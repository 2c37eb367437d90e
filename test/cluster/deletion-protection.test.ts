import { list } from '../synthesized';
import { clusterStack } from './cluster-stack';

const production = clusterStack();
const ids = Object.keys(production.Resources);
const PROTECTION = 'Custom::ClusterDeletionProtection';
const idOf = (template: typeof production, type: string) =>
  Object.entries(template.Resources).find(([, { Type }]) => Type === type)![0];

describe('deletion protection', () => {
  test('is no property of the cluster: EKS would refuse to roll a first deploy back', () => {
    const [cluster] = production.properties('AWS::EKS::Cluster');
    expect(cluster).not.toHaveProperty('DeletionProtection');
  });

  test('is on after everything else is created, so that every failure can be rolled back', () => {
    const last = production.Resources[idOf(production, PROTECTION)]!;
    const before = new Set([
      ...list<string>(last.DependsOn),
      last.Properties['ServiceToken']['Fn::GetAtt'][0],
    ]);
    // The function that turns it on, and what the CDK adds to every stack.
    const others = ids.filter((id) => !/^(DeletionProtection|CDKMetadata)/.test(id));
    expect(others.length).toBeGreaterThan(40);
    expect(others.filter((id) => !before.has(id))).toEqual([]);
    // Nothing waits for it, so nothing is created, and can fail, after it.
    const after = Object.entries(production.Resources).filter(
      ([, { DependsOn }]) => DependsOn && list<string>(DependsOn).includes(idOf(production, PROTECTION)),
    );
    expect(after).toEqual([]);
  });

  test('is confirmed after each change of the cluster', () => {
    const digest = (overlay: object) => clusterStack(overlay).properties(PROTECTION)[0]!['ClusterDigest'];
    const same = digest({});
    expect(digest({ cluster: { nodeGroups: { cpu: { max: 9 } } } })).toBe(same);
    expect(digest({ cluster: { endpoint: { public: true, publicCidrs: ['192.0.2.0/24'] } } })).not.toBe(same);
  });

  test('is the only right of its function, on this cluster, beside the state of its stack and its log', () => {
    const policies = Object.entries(production.Resources).filter(
      ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith('DeletionProtectionRole'),
    );
    expect(policies).toHaveLength(1);
    const statements = list<any>(policies[0]![1].Properties['PolicyDocument'].Statement);
    const rights = statements.map(({ Action, Resource }) => [Action, Resource]);
    expect(rights).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], expect.anything()],
      [
        ['eks:DescribeCluster', 'eks:DescribeUpdate', 'eks:UpdateClusterConfig'],
        { 'Fn::GetAtt': [idOf(production, 'AWS::EKS::Cluster'), 'Arn'] },
      ],
      ['cloudformation:DescribeStacks', { Ref: 'AWS::StackId' }],
    ]);
  });

  test('is turned off where data is not protected, and no function turns it on', () => {
    const dev = clusterStack({}, 'dev');
    expect(dev.properties('AWS::EKS::Cluster')[0]!['DeletionProtection']).toBe(false);
    expect(dev.properties(PROTECTION)).toEqual([]);
  });
});
