import { list } from '../../template-json';
import { clusterStack } from '../cluster-stack';
import { addOns } from './manifests';

const production = clusterStack();
const insights = (stack = production) => addOns(stack)['amazon-cloudwatch-observability'];

test('publishes metrics, but neither logs of containers nor traces, and leaves the programs of users alone', () => {
  expect(JSON.parse(insights()!['ConfigurationValues'] as string)).toEqual({
    containerLogs: { enabled: false },
    manager: { applicationSignals: { autoMonitor: { monitorAllServices: false } } },
  });
});

test('its agent writes to its own log group and metric namespace only', () => {
  const policy = production.ofType('AWS::IAM::Policy').find(({ id }) => id.startsWith('ClusterMetricsRole'))!;
  const statements = list<any>(policy.resource.Properties['PolicyDocument'].Statement);
  const by = (sid: string) => statements.find(({ Sid }) => Sid === sid);
  expect(by('WriteMetricsAsLogs').Resource).toMention(
    'log-group:/aws/containerinsights/ml-platform-cluster/performance:*',
  );
  expect(by('PublishMetrics').Condition).toEqual({
    StringEquals: { 'cloudwatch:namespace': 'ContainerInsights' },
  });
  const others = statements.filter(({ Sid }) => !['WriteMetricsAsLogs', 'PublishMetrics'].includes(Sid));
  for (const action of others.flatMap(({ Action }) => list<string>(Action)))
    expect(action).toMatch(/^ec2:Describe/);
});

test('its log group expires, and exists before the agent would make one that does not', () => {
  const group = production
    .ofType('AWS::Logs::LogGroup')
    .find(({ id }) => id.startsWith('ClusterMetricsLogs'))!;
  expect(group.resource.Properties).toMatchObject({
    LogGroupName: '/aws/containerinsights/ml-platform-cluster/performance',
    RetentionInDays: 1,
  });
  const addOn = production.ofType('AWS::EKS::Addon').find(({ id }) => id.startsWith('ClusterMetrics'))!;
  expect(list(addOn.resource.DependsOn)).toContain(group.id);
});

test('switched off, there is no role and no log group of it', () => {
  const without = clusterStack({ cluster: { addOns: { cloudWatch: { enabled: false } } } });
  expect(insights(without)).toBeUndefined();
  expect(Object.keys(without.Resources).filter((id) => id.startsWith('ClusterMetrics'))).toEqual([]);
});
