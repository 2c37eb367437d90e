import { setTimeout as wait } from 'node:timers/promises';
import { InterruptedFleet } from './interrupted-fleet';

/** Time that an instance has for its last checkpoint: the shortest that Auto Scaling accepts. */
const CHECKPOINT_SECONDS = 30;

let fleet: InterruptedFleet;
/** An instance that is scaled in before all tests, and never reports. */
let silent: { id: string; since: number };

beforeAll(async () => {
  fleet = await InterruptedFleet.deploy(CHECKPOINT_SECONDS);
  await fleet.resize(5);
  const [first] = await fleet.instances();
  silent = { id: first!, since: Date.now() };
  await fleet.terminate(first!);
});
afterAll(() => fleet?.close());

const warning = (instance: string) => ({
  source: 'aws.ec2',
  type: 'EC2 Spot Instance Interruption Warning',
  detail: { 'instance-id': instance, 'instance-action': 'terminate' },
});

const stopped = (instance: string, reason: 'spot' | 'scale-in', outcome = 'checkpointed') => ({
  source: 'ml-platform.training',
  type: 'Training Stopped',
  detail: { 'instance-id': instance, reason, outcome, job: 'job-1' },
});

test('instances belong to their fleet, which holds them when they terminate', async () => {
  expect(await fleet.instances()).toHaveLength(4);
  expect(await fleet.stateOf(silent.id)).toBe('Terminating:Wait');
});

test('a Spot interruption is recorded and counted, and users are notified', async () => {
  const [instance] = await fleet.instances();
  await fleet.put(warning(instance!));
  const { owner, warnedAt } = await fleet.record(instance!, 'warnedAt');
  expect(owner).toBe(`${fleet.stackName}/Fleet/default`);
  expect(Date.now() - Date.parse(warnedAt!)).toBeLessThan(60_000);
  expect(await fleet.messages(1)).toEqual([`AWS reclaims ${instance} of fleet default`]);
  expect(await fleet.counted('SpotInterruptions', { Fleet: 'default' })).toBe(1);
});

test('the same event twice is one record, one count and one message', async () => {
  const [, instance] = await fleet.instances();
  const before = await fleet.counted('SpotInterruptions');
  // EventBridge delivers at least once, and always with the same id.
  const event = fleet.delivered(warning(instance!));
  await fleet.invoke(event);
  await fleet.invoke(event);
  expect(await fleet.history(instance!)).toEqual(['EC2 Spot Instance Interruption Warning']);
  expect(await fleet.counted('SpotInterruptions')).toBe(before + 1);
  // Users are not notified again for a second warning of the same interruption, nor for the report of the instance.
  await fleet.put(warning(instance!));
  await fleet.put(stopped(instance!, 'spot'));
  await fleet.record(instance!, 'stoppedAt');
  await wait(500);
  expect(await fleet.messages(1)).toEqual([`AWS reclaims ${instance} of fleet default`]);
});

test('an instance with a job that stopped before the scale-in is terminated at once', async () => {
  // The second instance reported that it stopped, in the previous test.
  const [, instance] = await fleet.instances();
  await fleet.terminate(instance!);
  await fleet.gone(instance!, 10);
  const known = await fleet.record(instance!, 'releasedAt', 'endedAt');
  expect(known).toMatchObject({ reason: 'spot', outcome: 'checkpointed', job: 'job-1' });
});

test('scale-in waits until the instance has its checkpoint, and not until the deadline', async () => {
  const oldest = (await fleet.instances())[0]!;
  const lost = await fleet.counted('LostCheckpoints');
  await fleet.resize((await fleet.instances()).length - 1);
  await fleet.record(oldest, 'leavingAt');
  expect(await fleet.stateOf(oldest)).toBe('Terminating:Wait');
  expect(await fleet.ec2State(oldest)).toBe('running');

  await fleet.put(stopped(oldest, 'scale-in'));

  await fleet.gone(oldest, 10);
  expect(await fleet.ec2State(oldest)).toBe('terminated');
  await fleet.record(oldest, 'releasedAt', 'endedAt');
  expect(await fleet.history(oldest)).toEqual(
    expect.arrayContaining([
      'EC2 Instance Terminate Successful',
      'EC2 Instance-terminate Lifecycle Action',
      'Training Stopped',
    ]),
  );
  expect(await fleet.counted('MachinesStopped', { Outcome: 'checkpointed' })).toBeGreaterThan(0);
  expect(await fleet.counted('LostCheckpoints')).toBe(lost);
});

test('an unknown instance and a malformed event change nothing, and are counted', async () => {
  const unknown = 'i-0123456789abcdef0';
  await fleet.put(warning(unknown));
  await fleet.put({ ...warning(unknown), detail: { 'instance-id': 7 } });
  await fleet.until(async () => (await fleet.counted('IgnoredEvents')) === 1);
  await fleet.until(async () => (await fleet.counted('MalformedEvents')) === 1);
  expect(await fleet.history(unknown)).toEqual([]);
  expect(await fleet.messages(0)).toEqual([]);
  expect(await fleet.deadLetters()).toEqual([]);
});

test('an event that the function cannot handle is retried, and then waits in the queue', async () => {
  const [instance] = await fleet.instances();
  const put = { ...warning(instance!), type: 'EC2 Instance Rebalance Recommendation' };
  await fleet.withoutTable(async () => {
    await fleet.put(put);
    await fleet.until(async () => (await fleet.deadLetters()).length > 0);
  });
  const [letter] = await fleet.deadLetters();
  expect(letter).toMatchObject({ requestPayload: { 'detail-type': put.type, detail: put.detail } });
});

test('missing Spot capacity is bought on demand, until the alarm clears', async () => {
  const instances = await fleet.instances();
  await fleet.limitSpot(0);
  await fleet.resize(instances.length + 2);
  expect(await fleet.instances()).toHaveLength(instances.length);

  await fleet.setAlarm('OnDemandFallback', 'ALARM');

  await fleet.until(async () => (await fleet.instances()).length === instances.length + 2);
  expect(await fleet.onDemandBase()).toBe(2);
  expect(await fleet.lifecycles()).toEqual([...instances.map(() => 'spot'), 'on-demand', 'on-demand']);
  await fleet.limitSpot(undefined);
  await fleet.setAlarm('OnDemandFallback', 'OK');
  await fleet.until(async () => (await fleet.onDemandBase()) === 0);
});

test('an instance that never reports is terminated at its deadline', async () => {
  const sinceMs = () => Date.now() - silent.since;
  if (sinceMs() < (CHECKPOINT_SECONDS - 2) * 1000) {
    expect(await fleet.stateOf(silent.id)).toBe('Terminating:Wait');
  }
  await fleet.gone(silent.id, Math.max(5, CHECKPOINT_SECONDS + 5 - sinceMs() / 1000));
  const { stoppedAt, releasedAt } = await fleet.record(silent.id, 'endedAt');
  expect([stoppedAt, releasedAt]).toEqual([undefined, undefined]);
  await fleet.until(async () => (await fleet.counted('LostCheckpoints', { Fleet: 'default' })) === 1);
});

test('an idle fleet is scaled in to its smallest size', async () => {
  await fleet.setAlarm('IdleScaleIn', 'ALARM');
  await fleet.until(async () => (await fleet.instances()).length === 0);
});

test('the account still matches the templates', async () => {
  expect(await fleet.readBack()).toEqual([]);
});
