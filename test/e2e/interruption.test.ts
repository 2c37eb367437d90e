import { setTimeout as wait } from 'node:timers/promises';
import { InterruptedFleet } from './interrupted-fleet';

/** Time that a machine has for its last checkpoint: the shortest that Auto Scaling takes. */
const CHECKPOINT_SECONDS = 30;

let fleet: InterruptedFleet;
/** A machine that was told to go before all tests, and never says a word. */
let silent: { id: string; since: number };

beforeAll(async () => {
  fleet = await InterruptedFleet.deploy(CHECKPOINT_SECONDS);
  await fleet.resize(5);
  const [first] = await fleet.machines();
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

test('machines belong to their fleet, and it holds them when they go', async () => {
  expect(await fleet.machines()).toHaveLength(4);
  expect(await fleet.stateOf(silent.id)).toBe('Terminating:Wait');
});

test('a spot interruption is recorded, counted, and told to people', async () => {
  const [machine] = await fleet.machines();
  await fleet.put(warning(machine!));
  const { owner, warnedAt } = await fleet.record(machine!, 'warnedAt');
  expect(owner).toBe(`${fleet.stackName}/Fleet/default`);
  expect(Date.now() - Date.parse(warnedAt!)).toBeLessThan(60_000);
  expect(await fleet.messages(1)).toEqual([`AWS reclaims ${machine} of fleet default`]);
  expect(await fleet.counted('SpotInterruptions', { Fleet: 'default' })).toBe(1);
});

test('the same event twice is one record, one count and one message', async () => {
  const [, machine] = await fleet.machines();
  const before = await fleet.counted('SpotInterruptions');
  // EventBridge delivers at least once, and always with the same id.
  const event = fleet.delivered(warning(machine!));
  await fleet.invoke(event);
  await fleet.invoke(event);
  expect(await fleet.history(machine!)).toEqual(['EC2 Spot Instance Interruption Warning']);
  expect(await fleet.counted('SpotInterruptions')).toBe(before + 1);
  // A second warning of the same interruption, and what the machine says, are no news to people.
  await fleet.put(warning(machine!));
  await fleet.put(stopped(machine!, 'spot'));
  await fleet.record(machine!, 'stoppedAt');
  await wait(500);
  expect(await fleet.messages(1)).toEqual([`AWS reclaims ${machine} of fleet default`]);
});

test('a machine that has stopped before Auto Scaling ends it goes at once', async () => {
  // The second machine has said that it stopped, in the test before.
  const [, machine] = await fleet.machines();
  await fleet.terminate(machine!);
  await fleet.gone(machine!, 10);
  const known = await fleet.record(machine!, 'releasedAt', 'endedAt');
  expect(known).toMatchObject({ reason: 'spot', outcome: 'checkpointed', job: 'job-1' });
});

test('scale-in waits until the machine has its checkpoint, and not until the deadline', async () => {
  const oldest = (await fleet.machines())[0]!;
  const lost = await fleet.counted('LostCheckpoints');
  await fleet.resize((await fleet.machines()).length - 1);
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

test('an unknown machine and a malformed event change nothing, and are counted', async () => {
  const unknown = 'i-0123456789abcdef0';
  await fleet.put(warning(unknown));
  await fleet.put({ ...warning(unknown), detail: { 'instance-id': 7 } });
  await fleet.until(async () => (await fleet.counted('IgnoredEvents')) === 1);
  await fleet.until(async () => (await fleet.counted('MalformedEvents')) === 1);
  expect(await fleet.history(unknown)).toEqual([]);
  expect(await fleet.messages(0)).toEqual([]);
  expect(await fleet.deadLetters()).toEqual([]);
});

test('an event that the function cannot handle is tried again, and then waits for people', async () => {
  const [machine] = await fleet.machines();
  const put = { ...warning(machine!), type: 'EC2 Instance Rebalance Recommendation' };
  await fleet.withoutTable(async () => {
    await fleet.put(put);
    await fleet.until(async () => (await fleet.deadLetters()).length > 0);
  });
  const [letter] = await fleet.deadLetters();
  expect(letter).toMatchObject({ requestPayload: { 'detail-type': put.type, detail: put.detail } });
});

test('what spot does not give is bought on demand, until the alarm is over', async () => {
  const machines = await fleet.machines();
  await fleet.limitSpot(0);
  await fleet.resize(machines.length + 2);
  expect(await fleet.machines()).toHaveLength(machines.length);

  await fleet.setAlarm('OnDemandFallback', 'ALARM');

  await fleet.until(async () => (await fleet.machines()).length === machines.length + 2);
  expect(await fleet.onDemandBase()).toBe(2);
  expect(await fleet.lifecycles()).toEqual([...machines.map(() => 'spot'), 'on-demand', 'on-demand']);
  await fleet.limitSpot(undefined);
  await fleet.setAlarm('OnDemandFallback', 'OK');
  await fleet.until(async () => (await fleet.onDemandBase()) === 0);
});

test('a machine that never answers goes when its time is over', async () => {
  const sinceMs = () => Date.now() - silent.since;
  if (sinceMs() < (CHECKPOINT_SECONDS - 2) * 1000) {
    expect(await fleet.stateOf(silent.id)).toBe('Terminating:Wait');
  }
  await fleet.gone(silent.id, Math.max(5, CHECKPOINT_SECONDS + 5 - sinceMs() / 1000));
  const { stoppedAt, releasedAt } = await fleet.record(silent.id, 'endedAt');
  expect([stoppedAt, releasedAt]).toEqual([undefined, undefined]);
  await fleet.until(async () => (await fleet.counted('LostCheckpoints', { Fleet: 'default' })) === 1);
});

test('a fleet without work goes to its smallest size', async () => {
  await fleet.setAlarm('IdleScaleIn', 'ALARM');
  await fleet.until(async () => (await fleet.machines()).length === 0);
});

test('nobody has changed what the templates ask for', async () => {
  expect(await fleet.readBack()).toEqual([]);
});
