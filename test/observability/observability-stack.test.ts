import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, list } from '../synthesized';

const production = build('production');
const alarms = production.ofType('AWS::CloudWatch::Alarm').map(({ resource }) => resource.Properties);
const ownAlarms = production
  .ofType('AWS::CloudWatch::Alarm')
  .filter(({ stack }) => stack === 'Observability')
  .map(({ resource }) => resource.Properties);

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
  const watched = JSON.stringify(platform.ofType('AWS::CloudWatch::Alarm'));
  for (const part of ['WorkstationsdefaultInstance', 'WorkstationssecondInstance', 'HttpmodelGroup']) {
    expect(watched).toContain(part);
  }
});

test('the addresses of the configuration are subscribed', () => {
  const { ofType } = build('production', {
    observability: { emails: ['ml@example.com', 'ops@example.com'] },
  });
  const subscriptions = ofType('AWS::SNS::Subscription').map(({ resource }) => resource.Properties);
  // The topics of training and of alarms.
  expect(subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual([
    ['email', 'ml@example.com'],
    ['email', 'ops@example.com'],
    ['email', 'ml@example.com'],
    ['email', 'ops@example.com'],
  ]);
});

test('CloudWatch and Budgets may publish for this account, EventBridge too', () => {
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

test('the budget counts by the CostCenter tag and notifies the topic', () => {
  const { ofType } = build('production', {
    tags: { CostCenter: 'Vision' },
    observability: { budgetAlertPercents: [90] },
  });
  const { Budget, NotificationsWithSubscribers } = ofType('AWS::Budgets::Budget')[0]!.resource.Properties;
  expect(Budget.CostFilters).toEqual({ TagKeyValue: ['user:CostCenter$Vision'] });
  expect(list<any>(NotificationsWithSubscribers)).toMatchObject([
    {
      Notification: { Threshold: 90 },
      Subscribers: [{ SubscriptionType: 'SNS', Address: { Ref: expect.stringMatching(/^Topic/) } }],
    },
  ]);
});

test('the dashboard is left out where it costs more than it shows', () => {
  expect(production.ofType('AWS::CloudWatch::Dashboard')).toHaveLength(1);
  expect(build('dev').ofType('AWS::CloudWatch::Dashboard')).toEqual([]);
});

test('names of metrics are those that AWS publishes', () => {
  // Names are case-sensitive, and an alarm on a metric that does not exist is silent for ever.
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
    'scheduler_pending_pods_UNSCHEDULABLE',
  ]);
});

test('every dead-letter queue has an alarm', () => {
  const queues = production.ofType('AWS::SQS::Queue').map(({ id }) => id.split('/')[1]!);
  const watched = JSON.stringify(
    ownAlarms.filter(({ MetricName: name }) => name === 'ApproximateNumberOfMessagesVisible'),
  );
  expect(queues.length).toBeGreaterThan(0);
  for (const queue of queues) expect(watched).toContain(queue);
});

test('the dashboard shows the metrics of the CloudWatch agent and of the interruption function', () => {
  const [dashboard] = production.ofType('AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(dashboard!.resource.Properties['DashboardBody']);
  for (const part of [
    [
      'MLPlatform/Training',
      'nvidia_smi_utilization_gpu',
      'Fleet',
      'default',
      'Stack',
      'ml-platform-production-training',
    ],
    ['MLPlatform/Training', 'SpotInterruptions', 'Stack', 'ml-platform-production-training'],
  ]) {
    expect(body).toContain(JSON.stringify(JSON.stringify(part)).slice(2, -2));
  }
});
