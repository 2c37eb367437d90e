import { emitted } from '../emitted';

const observability = { emails: ['ml@example.com', 'on-call@example.com'] };
const policy = 'google_monitoring_alert_policy';
const channel = 'google_monitoring_notification_channel';
const policies = (gcp: object = {}) => emitted('production', gcp, { observability }).resources(policy);

test('without addresses there are no alerts', () => {
  const { resources } = emitted('production');
  expect([resources(policy), resources(channel)]).toEqual([{}, {}]);
});

test('every alert notifies every address', () => {
  const { resources } = emitted('production', {}, { observability });
  const channels = Object.entries(resources(channel));
  expect(channels.map(([, { labels }]) => labels.email_address).toSorted()).toEqual(observability.emails);
  for (const { notification_channels: notified } of Object.values(resources(policy)))
    expect(notified.toSorted()).toEqual(channels.map(([name]) => `\${${channel}.${name}.id}`).toSorted());
});

test('an address keeps its channel when another is removed', () => {
  const names = (emails: string[]) =>
    Object.keys(emitted('production', {}, { observability: { emails } }).resources(channel));
  expect(names(observability.emails)).toEqual(expect.arrayContaining(names(['on-call@example.com'])));
});

test('there is an alert on a Spot instance that stays stopped, and none on an instance of a fleet', () => {
  const { preempted } = policies();
  const [{ filter }] = preempted!['conditions'][0].condition_matched_log;
  expect(filter).toContain('protoPayload.resourceName=~"/instances/(gpu-training-a100)$"');
  expect(preempted!['alert_strategy'][0].notification_rate_limit).toEqual([{ period: '300s' }]);
  // For Cloud Monitoring: Terraform must leave it alone.
  expect(preempted!['documentation'][0].content).toContain('$${log.extracted_label.instance}');
  expect(policies({ trainingVms: { training: { spot: false } } })).not.toHaveProperty('preempted');
});

test('there is an alert on a group that cannot launch instances', () => {
  expect(policies()).toHaveProperty('no_capacity');
  expect(policies({ fleets: { a100: null, v100: null }, cluster: null })).not.toHaveProperty('no_capacity');
});

test('users are notified of a schedule that failed: its GPUs would run on', () => {
  expect(policies()).toHaveProperty('schedule_failed');
  expect(policies({ fleets: { a100: null } })).not.toHaveProperty('schedule_failed');
});

test('there is an alert on an idle instance, by metrics that Google has without an agent', () => {
  const [{ filter, threshold_value, duration }] = policies()['idle']!['conditions'][0].condition_threshold;
  expect(filter).toContain('metric.type = "compute.googleapis.com/instance/cpu/utilization"');
  expect(filter).toContain('one_of("gpu-training-a100")');
  expect([threshold_value, duration]).toEqual([0.03, '14400s']);
  expect(policies({ trainingVms: { training: null } })).not.toHaveProperty('idle');
});
