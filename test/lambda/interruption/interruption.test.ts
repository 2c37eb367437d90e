import './environment';
import type { Context } from 'aws-lambda';
import { handler } from '../../../lambda/interruption';
import { Account } from './account';

const MACHINE = 'i-0123456789abcdef0';
const FLEET = 'ml-test-training/Fleet/default';
const TOKEN = '71514b9d-6a40-4b26-8523-05e7eEXAMPLE';

let account: Account;
let events = 0;

beforeEach(() => {
  account = new Account();
  account.instances.set(MACHINE, FLEET);
  account.waiting.add(TOKEN);
});
afterEach(() => jest.restoreAllMocks());

const context = { getRemainingTimeInMillis: () => 60_000, functionName: 'interruption' } as Context;
const send = (event: unknown) => handler(event, context);

function event(type: string, detail: object, more: object = {}) {
  return { id: `event-${events++}`, time: '2026-11-24T10:00:00Z', 'detail-type': type, detail, ...more };
}
const warning = (id = MACHINE, more?: object) =>
  event(
    'EC2 Spot Instance Interruption Warning',
    { 'instance-id': id, 'instance-action': 'terminate' },
    more,
  );
const rebalance = () => event('EC2 Instance Rebalance Recommendation', { 'instance-id': MACHINE });
const leaving = (detail: object = {}, more?: object) =>
  event(
    'EC2 Instance-terminate Lifecycle Action',
    {
      EC2InstanceId: MACHINE,
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
    { 'instance-id': MACHINE, reason: 'scale-in', outcome: 'checkpointed', job: 'llama', ...detail },
    more,
  );
const ended = () =>
  event('EC2 Instance Terminate Successful', { EC2InstanceId: MACHINE, AutoScalingGroupName: 'gpu' });

describe('a machine leaves its fleet', () => {
  const released = {
    AutoScalingGroupName: 'gpu',
    LifecycleHookName: 'stop',
    LifecycleActionToken: TOKEN,
    InstanceId: MACHINE,
    LifecycleActionResult: 'CONTINUE',
  };

  test('and goes when its job has stopped', async () => {
    await send(leaving());
    expect(account.released).toEqual([]);
    await send(stopped({}, { time: '2026-11-24T10:01:10Z' }));
    expect(account.released).toEqual([released]);
    expect(account.table.machine(MACHINE)).toMatchObject({
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

  test('but not for what it said in another life', async () => {
    await send(stopped({}, { time: '2026-11-24T09:00:00Z' }));
    await send(leaving());
    expect(account.released).toEqual([]);
  });

  test('at once from the warm pool, where it has no job and says nothing', async () => {
    await send(leaving({ Origin: 'WarmPool' }));
    await send(ended());
    expect(account.released).toEqual([released]);
    expect(account.counted).not.toContain('LostCheckpoints');
  });

  test('in whatever order two executions take their turns', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      jest.restoreAllMocks();
      let state = seed;
      account = new Account(() => (state = (state * 1103515245 + 12345) % 2 ** 31) % 4);
      account.instances.set(MACHINE, FLEET);
      account.waiting.add(TOKEN);
      await Promise.all([send(leaving()), send(stopped())]);
      expect([seed, account.released]).toEqual([seed, [released]]);
    }
  });

  test('with an action that is over already', async () => {
    account.waiting.clear();
    await send(leaving());
    await expect(send(stopped())).resolves.toBeUndefined();
    expect(account.released).toEqual([]);
    expect(account.counted).toEqual(['MachinesStopped']);
  });
});

describe('AWS takes a machine back', () => {
  test('one message says what happens, whatever tells of it', async () => {
    await Promise.all([send(warning()), send(stopped({ reason: 'spot' }))]);
    await send(rebalance());
    await send(leaving());
    await send(ended());
    expect(account.messages).toHaveLength(1);
    const [{ Subject: subject, Message: message }] = account.messages as [
      { Subject: string; Message: string },
    ];
    expect(subject).toBe(`AWS takes back ${MACHINE} of fleet default`);
    expect(message).toContain('stack ml-test-training');
    expect(message).toContain(`--table-name machines`);
    expect(message).toContain('docs/runbook.md#spot-interruption');
    expect(account.counted.sort()).toEqual([
      'MachinesStopped',
      'RebalanceRecommendations',
      'SpotInterruptions',
    ]);
  });

  test('the message has the outcome when the machine was faster', async () => {
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
    expect(account.messages[0]!.Subject).toBe('AWS takes back i-0aaaaaaaaaaaaaaaa of workstation anna');
    expect(account.metrics).toEqual([
      {
        Stack: 'ml-test-training',
        Workstation: 'anna',
        SpotInterruptions: 1,
        sets: [['Stack'], ['Stack', 'Workstation']],
      },
    ]);
  });

  test('a machine that is gone already is known by what came before', async () => {
    await send(leaving());
    account.instances.clear();
    await send(warning());
    expect(account.counted).toEqual(['SpotInterruptions']);
  });

  test('a Capacity Block that ends is an interruption, and is told of before', async () => {
    const type = 'EC2 Capacity Reservation Instance Interruption Warning';
    await send(event(type, { 'instance-id': MACHINE, 'instance-action': 'terminate' }));
    expect(account.counted).toEqual(['CapacityBlockInterruptions']);
    const detail = { 'capacity-reservation-id': 'cr-0123456789abcdef0', 'end-date': '2026-11-24T11:30:00Z' };
    await send(event('Capacity Block Reservation Expiration Warning', detail));
    expect(account.messages.map(({ Subject: subject }) => subject)).toEqual([
      `AWS takes back ${MACHINE} of fleet default`,
      'Capacity Block cr-0123456789abcdef0 ends',
    ]);
  });
});

describe('lost work', () => {
  test.each([
    [
      'is what a killed job did since its checkpoint',
      () => [leaving(), stopped({ outcome: 'killed' }), ended()],
    ],
    ['is that of a machine that said nothing until the deadline', () => [leaving(), ended()]],
  ])('%s', async (_, sent) => {
    for (const each of sent()) await send(each);
    expect(account.counted.filter((name) => name === 'LostCheckpoints')).toHaveLength(1);
  });

  test.each(['checkpointed', 'idle'])('is none when the job was %s', async (outcome) => {
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

  test('are kept for a month, each one and what is known', async () => {
    await send(rebalance());
    const month = Date.now() / 1000 + 30 * 24 * 60 * 60;
    const expiresAt = expect.closeTo(month, -2);
    expect(account.table.all).toEqual([
      {
        instance: MACHINE,
        entry: '2026-11-24T10:00:00Z EC2 Instance Rebalance Recommendation',
        detail: { 'instance-id': MACHINE },
        expiresAt,
      },
      { instance: MACHINE, entry: 'machine', owner: FLEET, rebalanceAt: '2026-11-24T10:00:00Z', expiresAt },
    ]);
  });

  test.each([
    ['of an instance of nobody we know', () => (account.instances.set(MACHINE, ''), warning())],
    ['of an instance that does not exist', () => warning('i-0bbbbbbbbbbbbbbbb')],
    [
      'of a stack whose name begins as ours',
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
    ['an id that is none', { ...warning(), detail: { 'instance-id': 'i-*', 'instance-action': 'stop' } }],
    ['a new outcome', { ...stopped(), detail: { 'instance-id': MACHINE, reason: 'spot', outcome: 'fine' } }],
  ])('of another form are counted, and not tried again: %s', async (_, malformed) => {
    await expect(send(malformed)).resolves.toBeUndefined();
    expect(account.counted).toEqual(['MalformedEvents']);
  });

  test.each([
    'DescribeInstancesCommand',
    'UpdateCommand',
    'PublishCommand',
    'CompleteLifecycleActionCommand',
  ])('that a throttled %s fails succeed when Lambda tries again, and count once', async (command) => {
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
