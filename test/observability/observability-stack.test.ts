import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, list, type Templates } from '../synthesized';

const production = build('production');
const alarms = production.ofType('AWS::CloudWatch::Alarm').map(({ resource }) => resource.Properties);
const ownAlarms = production
  .ofType('AWS::CloudWatch::Alarm')
  .filter(({ stack }) => stack === 'Observability')
  .map(({ resource }) => resource.Properties);

/** Dimension and resource of each alarm on a resource of another stack. */
const watched = ({ ofType, referenced }: Templates): [string, unknown][] =>
  ofType('AWS::CloudWatch::Alarm')
    .flatMap(({ resource }) => list<any>(resource.Properties['Dimensions']))
    .filter(({ Value }) => Value['Fn::GetStackOutput'])
    .map(({ Name, Value }) => [Name, referenced(Value).value]);

test('every alarm notifies a topic of its stack when it goes off and when it clears', () => {
  expect(ownAlarms.length).toBeGreaterThan(9);
  for (const alarm of alarms) {
    const topic = ownAlarms.includes(alarm) ? /^Topic/ : /^InterruptionsTopic/;
    expect(alarm['AlarmActions']).toEqual([{ Ref: expect.stringMatching(topic) }]);
    expect(alarm['OKActions']).toEqual(alarm['AlarmActions']);
  }
});

test('every alarm names its section of the runbook, which exists', () => {
  const runbook = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const alarm of alarms) {
    const [, anchor] = /docs\/runbook\.md#(\S+)$/.exec(alarm['AlarmDescription'] as string)!;
    expect(anchors).toContain(anchor);
  }
});

test('every workstation and every routed service is watched', () => {
  const platform = build('production', {
    training: { workstations: { second: { instanceType: 'g5.xlarge' } } },
  });
  expect(watched(platform)).toEqual(
    expect.arrayContaining([
      ['InstanceId', { Ref: expect.stringMatching(/^WorkstationsdefaultInstance/) }],
      ['InstanceId', { Ref: expect.stringMatching(/^WorkstationssecondInstance/) }],
      ['TargetGroup', { 'Fn::GetAtt': [expect.stringMatching(/HttpmodelGroup/), 'TargetGroupFullName'] }],
    ]),
  );
});

test('the configured addresses are subscribed to the topics of training and of alarms', () => {
  const { ofType } = build('production', {
    observability: { emails: ['ml@example.com', 'ops@example.com'] },
  });
  const subscriptions = ofType('AWS::SNS::Subscription').map(({ resource }) => resource.Properties);
  expect(subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual([
    ['email', 'ml@example.com'],
    ['email', 'ops@example.com'],
    ['email', 'ml@example.com'],
    ['email', 'ops@example.com'],
  ]);
});

test('CloudWatch, Budgets and EventBridge may publish to the topic of alarms', () => {
  const policies = production.ofType('AWS::SNS::TopicPolicy');
  const policy = policies.find(({ stack }) => stack === 'Observability');
  const statements = policy!.resource.Properties['PolicyDocument'].Statement as Record<string, any>[];
  const allowed = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .map(({ Principal }) => Principal.Service as string);
  expect(allowed.sort()).toEqual([
    'budgets.amazonaws.com',
    'cloudwatch.amazonaws.com',
    'events.amazonaws.com',
  ]);
});

test('the budget counts costs of its cost center and environment, and notifies the topic', () => {
  const { ofType } = build('production', {
    tags: { CostCenter: 'Vision' },
    observability: { budgetAlertPercents: [90] },
  });
  const { Budget, NotificationsWithSubscribers } = ofType('AWS::Budgets::Budget')[0]!.resource.Properties;
  // Another environment of the account has the same cost center.
  expect(Budget.CostFilters).toEqual({
    TagKeyValue: ['user:CostCenter$Vision', 'user:Environment$production'],
  });
  expect(list<any>(NotificationsWithSubscribers)).toMatchObject([
    {
      Notification: { Threshold: 90 },
      Subscribers: [{ SubscriptionType: 'SNS', Address: { Ref: expect.stringMatching(/^Topic/) } }],
    },
    { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
  ]);
});

test('dev has no dashboard, which costs more there than it shows', () => {
  expect(production.ofType('AWS::CloudWatch::Dashboard')).toHaveLength(1);
  expect(build('dev').ofType('AWS::CloudWatch::Dashboard')).toEqual([]);
});

test('the metrics of alarms have the names that AWS publishes', () => {
  // Names are case-sensitive, and an alarm on a metric that does not exist never goes off.
  const names = new Set(ownAlarms.map(({ MetricName }) => MetricName as string));
  expect([...names].sort()).toEqual([
    'ApproximateNumberOfMessagesVisible',
    'Errors',
    'HTTPCode_ELB_5XX_Count',
    'HTTPCode_Target_5XX_Count',
    'LostCheckpoints',
    'StatusCheckFailed',
    'TargetResponseTime',
    'Throttles',
    'UnHealthyHostCount',
    'apiserver_request_total_5XX',
    'cluster_failed_node_count',
    'node_gpu_utilization',
    'scheduler_pending_pods_UNSCHEDULABLE',
  ]);
});

test('every dead-letter queue has an alarm', () => {
  const queues = production.ofType('AWS::SQS::Queue');
  expect(queues.length).toBeGreaterThan(0);
  for (const { id } of queues) {
    const name = { 'Fn::GetAtt': [id.split('/')[1], 'QueueName'] };
    expect(watched(production)).toContainEqual(['QueueName', name]);
  }
});

test('the dashboard shows the metrics of the CloudWatch agent and of the interruption function', () => {
  const [dashboard] = production.ofType('AWS::CloudWatch::Dashboard');
  const pieces = dashboard!.resource.Properties['DashboardBody']['Fn::Join'][1] as unknown[];
  const body = JSON.parse(pieces.map((piece) => (typeof piece === 'string' ? piece : 'reference')).join(''));
  const metrics = body.widgets.flatMap(({ properties }: any) => properties.metrics ?? []);
  const stack = ['Stack', 'ml-platform-production-training'];
  for (const metric of [
    ['nvidia_smi_utilization_gpu', 'Fleet', 'default', ...stack],
    ['SpotInterruptions', ...stack],
  ]) {
    expect(metrics).toContainEqual(['MLPlatform/Training', ...metric, expect.objectContaining({})]);
  }
});

test('more alarms than a widget takes are in several', () => {
  const service = (index: number) => ({
    image: 'a:1',
    healthPath: '/',
    cpuUnits: 1024,
    memoryMiB: 2048,
    scaling: { max: 1 },
    route: { priority: 200 + index },
  });
  const services = Object.fromEntries(
    Array.from({ length: 35 }, (_, index) => [`s${index}`, service(index)]),
  );
  const { ofType } = build('production', { inference: { capacity: { max: 55 }, services } });
  const [dashboard] = ofType('AWS::CloudWatch::Dashboard');
  const pieces = dashboard!.resource.Properties['DashboardBody']['Fn::Join'][1] as unknown[];
  const body = JSON.parse(pieces.map((piece) => (typeof piece === 'string' ? piece : 'reference')).join(''));
  const widgets = body.widgets.filter(({ type }: any) => type === 'alarm');
  const counts: number[] = widgets.map(({ properties }: any) => properties.alarms.length);
  const alarmsOfStack = ofType('AWS::CloudWatch::Alarm').filter(({ stack }) => stack === 'Observability');
  expect(counts).toEqual([100, alarmsOfStack.length - 100]);
});
