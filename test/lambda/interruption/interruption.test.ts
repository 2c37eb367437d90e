import './environment';
import type { Context } from 'aws-lambda';
import { handler } from '../../../lambda/interruption';
import { Account } from './account';

const INSTANCE = 'i-0123456789abcdef0';
const FLEET = 'ml-test-training/Fleet/default';
const TOKEN = '71514b9d-6a40-4b26-8523-05e7eEXAMPLE';

let account: Account;
let events = 0;

beforeEach(() => {
  account = new Account();
  account.instances.set(INSTANCE, FLEET);
  account.waiting.add(TOKEN);
});
afterEach(() => jest.restoreAllMocks());

const context = { getRemainingTimeInMillis: () => 60_000, functionName: 'interruption' } as Context;
const send = (event: unknown) => handler(event, context);

function event(type: string, detail: object, more: object = {}) {
  return { id: `event-${events++}`, time: '2026-11-24T10:00:00Z', 'detail-type': type, detail, ...more };
}
const warning = (id = INSTANCE, more?: object) =>
  event(
    'EC2 Spot Instance Interruption Warning',
    { 'instance-id': id, 'instance-action': 'terminate' },
    more,
  );
const rebalance = () => event('EC2 Instance Rebalance Recommendation', { 'instance-id': INSTANCE });
const leaving = (detail: object = {}, more?: object) =>
  event(
    'EC2 Instance-terminate Lifecycle Action',
    {
      EC2InstanceId: INSTANCE,
      AutoScalingGroupName: 'gpu',
      LifecycleHookName: 'stop',
      LifecycleActionToken: TOKEN,
      LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      NotificationMetadata: FLEET,
      Origin: 'AutoScalingGroup',
      Destination: 'EC2',
      ...detail,
    },
    more,
  );
const stopped = (detail: object = {}, more?: object) =>
  event(
    'Training Stopped',
    { 'instance-id': INSTANCE, reason: 'scale-in', outcome: 'checkpointed', job: 'llama', ...detail },
    more,
  );
const ended = () =>
  event('EC2 Instance Terminate Successful', { EC2InstanceId: INSTANCE, AutoScalingGroupName: 'gpu' });

describe('an instance leaves its fleet', () => {
  const released = {
    AutoScalingGroupName: 'gpu',
    LifecycleHookName: 'stop',
    LifecycleActionToken: TOKEN,
    InstanceId: INSTANCE,
    LifecycleActionResult: 'CONTINUE',
  };

  test('and is terminated when its job has stopped', async () => {
    await send(leaving());
    expect(account.released).toEqual([]);
    await send(stopped({}, { time: '2026-11-24T10:01:10Z' }));
    expect(account.released).toEqual([released]);
    expect(account.table.state(INSTANCE)).toMatchObject({
      owner: FLEET,
      leavingAt: '2026-11-24T10:00:00Z',
      stoppedAt: '2026-11-24T10:01:10Z',
      releasedAt: '2026-11-24T10:01:10Z',
      outcome: 'checkpointed',
      job: 'llama',
    });
  });

  test('at once when its job has stopped before, as after a spot interruption', async () => {
    await send(stopped({ reason: 'spot' }));
    await send(leaving({}, { time: '2026-11-24T10:06:00Z' }));
    expect(account.released).toEqual([released]);
  });

  test('but not after a report from before its last start', async () => {
    await send(stopped({}, { time: '2026-11-24T09:00:00Z' }));
    await send(leaving());
    expect(account.released).toEqual([]);
  });

  test('at once from the warm pool, where it has no job and does not report', async () => {
    await send(leaving({ Origin: 'WarmPool' }));
    await send(ended());
    expect(account.released).toEqual([released]);
    expect(account.counted).not.toContain('LostCheckpoints');
  });

  test('however two concurrent executions interleave', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      jest.restoreAllMocks();
      let state = seed;
      account = new Account(() => (state = (state * 1103515245 + 12345) % 2 ** 31) % 4);
      account.instances.set(INSTANCE, FLEET);
      account.waiting.add(TOKEN);
      await Promise.all([send(leaving()), send(stopped())]);
      expect([seed, account.released]).toEqual([seed, [released]]);
    }
  });

  test('and a lifecycle action that timed out is ignored', async () => {
    account.waiting.clear();
    await send(leaving());
    await expect(send(stopped())).resolves.toBeUndefined();
    expect(account.released).toEqual([]);
    expect(account.counted).toEqual(['MachinesStopped']);
  });
});

describe('AWS reclaims an instance', () => {
  test('users get one message, however many events it has', async () => {
    await Promise.all([send(warning()), send(stopped({ reason: 'spot' }))]);
    await send(rebalance());
    await send(leaving());
    await send(ended());
    expect(account.messages).toHaveLength(1);
    const [{ Subject: subject, Message: message }] = account.messages as [
      { Subject: string; Message: string },
    ];
    expect(subject).toBe(`AWS reclaims ${INSTANCE} of fleet default`);
    expect(message).toContain('stack ml-test-training');
    expect(message).toContain(`--table-name machines`);
    expect(message).toContain('docs/runbook.md#spot-interruption');
    expect(account.counted.sort()).toEqual([
      'MachinesStopped',
      'RebalanceRecommendations',
      'SpotInterruptions',
    ]);
  });

  test('the message has the outcome if the instance reported first', async () => {
    await send(stopped({ reason: 'spot' }));
    await send(warning());
    expect(account.messages.map(({ Message: message }) => message)).toEqual([
      expect.stringContaining('Job llama saved a checkpoint.'),
    ]);
  });

  test('a scale-in is no interruption', async () => {
    await send(leaving());
    await send(stopped());
    await send(ended());
    expect(account.messages).toEqual([]);
  });

  test('a workstation is found by its tag, and has a dimension of its own', async () => {
    account.instances.set('i-0aaaaaaaaaaaaaaaa', 'ml-test-training/Workstation/anna');
    await send(warning('i-0aaaaaaaaaaaaaaaa'));
    expect(account.messages[0]!.Subject).toBe('AWS reclaims i-0aaaaaaaaaaaaaaaa of workstation anna');
    expect(account.metrics).toEqual([
      {
        Stack: 'ml-test-training',
        Workstation: 'anna',
        SpotInterruptions: 1,
        sets: [['Stack'], ['Stack', 'Workstation']],
      },
    ]);
  });

  test('an instance that is already terminated is found by an earlier event', async () => {
    await send(leaving());
    account.instances.clear();
    await send(warning());
    expect(account.counted).toEqual(['SpotInterruptions']);
  });

  test('the end of a Capacity Block is an interruption, with a notification before', async () => {
    const type = 'EC2 Capacity Reservation Instance Interruption Warning';
    await send(event(type, { 'instance-id': INSTANCE, 'instance-action': 'terminate' }));
    expect(account.counted).toEqual(['CapacityBlockInterruptions']);
    const detail = { 'capacity-reservation-id': 'cr-0123456789abcdef0', 'end-date': '2026-11-24T11:30:00Z' };
    await send(event('Capacity Block Reservation Expiration Warning', detail));
    expect(account.messages.map(({ Subject: subject }) => subject)).toEqual([
      `AWS reclaims ${INSTANCE} of fleet default`,
      'Capacity Block cr-0123456789abcdef0 ends',
    ]);
  });
});

describe('lost work', () => {
  test.each([
    ['is counted for a killed job', () => [leaving(), stopped({ outcome: 'killed' }), ended()]],
    ['is counted for an instance that did not report before the deadline', () => [leaving(), ended()]],
  ])('%s', async (_, sent) => {
    for (const each of sent()) await send(each);
    expect(account.counted.filter((name) => name === 'LostCheckpoints')).toHaveLength(1);
  });

  test.each(['checkpointed', 'idle'])('is not counted when the job was %s', async (outcome) => {
    await send(stopped({ outcome }));
    await send(ended());
    expect(account.metrics).toEqual([
      {
        Stack: 'ml-test-training',
        Fleet: 'default',
        Outcome: outcome,
        MachinesStopped: 1,
        sets: [['Stack'], ['Stack', 'Fleet', 'Outcome']],
      },
    ]);
  });
});

describe('events', () => {
  test('delivered twice count once, one after the other and at the same time', async () => {
    const twice = warning();
    await Promise.all([send(twice), send(twice)]);
    await send(twice);
    expect(account.counted).toEqual(['SpotInterruptions']);
    expect(account.messages).toHaveLength(1);
  });

  test('are kept for a month, each event and the state', async () => {
    await send(rebalance());
    const month = Date.now() / 1000 + 30 * 24 * 60 * 60;
    const expiresAt = expect.closeTo(month, -2);
    expect(account.table.all).toEqual([
      {
        instance: INSTANCE,
        entry: '2026-11-24T10:00:00Z EC2 Instance Rebalance Recommendation',
        detail: { 'instance-id': INSTANCE },
        expiresAt,
      },
      { instance: INSTANCE, entry: 'machine', owner: FLEET, rebalanceAt: '2026-11-24T10:00:00Z', expiresAt },
    ]);
  });

  test.each([
    ['of an instance without an owner', () => (account.instances.set(INSTANCE, ''), warning())],
    ['of an instance that does not exist', () => warning('i-0bbbbbbbbbbbbbbbb')],
    [
      'of a stack with a name that starts like this one',
      () => leaving({ NotificationMetadata: `ml-test-training-2/Fleet/x` }),
    ],
  ])('%s are counted and left alone', async (_, make) => {
    await send(make());
    expect(account.counted).toEqual(['IgnoredEvents']);
    expect(account.table.all).toEqual([]);
    expect(account.messages).toEqual([]);
  });

  test.each([
    ['nothing', undefined],
    ['another type', { ...warning(), 'detail-type': 'EC2 Instance State-change Notification' }],
    ['a malformed id', { ...warning(), detail: { 'instance-id': 'i-*', 'instance-action': 'stop' } }],
    ['a new outcome', { ...stopped(), detail: { 'instance-id': INSTANCE, reason: 'spot', outcome: 'fine' } }],
  ])('that are malformed are counted, and not retried: %s', async (_, malformed) => {
    await expect(send(malformed)).resolves.toBeUndefined();
    expect(account.counted).toEqual(['MalformedEvents']);
  });

  test.each([
    'DescribeInstancesCommand',
    'UpdateCommand',
    'PublishCommand',
    'CompleteLifecycleActionCommand',
  ])('that a throttled %s fails succeed when Lambda retries, and count once', async (command) => {
    await send(leaving());
    const last = stopped({ reason: 'spot' });
    if (command === 'DescribeInstancesCommand')
      last.detail = { ...last.detail, 'instance-id': 'i-0cccccccccccccccc' };
    account.instances.set('i-0cccccccccccccccc', FLEET);
    account.throttled.push(command);
    await expect(send(last)).rejects.toThrow('Rate exceeded');
    await send(last);
    expect(account.messages).toHaveLength(1);
    expect(account.counted).toEqual(['MachinesStopped']);
  });
});
