import './quiet-logs';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { handler } from '../../lambda/on-demand-fallback';

/** A Spot fleet as the APIs of AWS would describe it. */
interface Account {
  alarm?: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  desired: number;
  max: number;
  base: number;
  /** Lifecycle states of its Spot and on-demand instances. */
  spot: string[];
  onDemand: string[];
}

let account: Account;
let updates: Record<string, any>[];

const instances = (states: string[], kind: string) =>
  states.map((LifecycleState, index) => ({ InstanceId: `i-${kind}-${index}`, LifecycleState }));

function answer({ constructor, input }: { constructor: { name: string }; input: any }): Promise<object> {
  const { alarm, desired, max, base, spot, onDemand } = account;
  const answers: Record<string, () => object> = {
    DescribeAlarmsCommand: () => ({ MetricAlarms: alarm ? [{ StateValue: alarm }] : [] }),
    DescribeAutoScalingGroupsCommand: () => ({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'group',
          DesiredCapacity: desired,
          MaxSize: max,
          Instances: [...instances(spot, 'spot'), ...instances(onDemand, 'on-demand')],
          MixedInstancesPolicy: {
            LaunchTemplate: { Overrides: [{ InstanceType: 'g5.12xlarge' }] },
            InstancesDistribution: {
              OnDemandBaseCapacity: base,
              OnDemandPercentageAboveBaseCapacity: 0,
              SpotAllocationStrategy: 'price-capacity-optimized',
              SpotMaxPrice: '3.00',
            },
          },
        },
      ],
    }),
    DescribeInstancesCommand: () => ({
      Reservations: [
        {
          Instances: [
            ...instances(spot, 'spot').map((each) => ({ ...each, InstanceLifecycle: 'spot' })),
            ...instances(onDemand, 'on-demand'),
          ],
        },
      ],
    }),
    UpdateAutoScalingGroupCommand: () => {
      updates.push(input);
      account.base = input.MixedInstancesPolicy.InstancesDistribution.OnDemandBaseCapacity;
      return {};
    },
  };
  return Promise.resolve(answers[constructor.name]!());
}

beforeAll(() => {
  process.env['ALARM_NAME'] = 'alarm';
  process.env['GROUP_NAME'] = 'group';
  process.env['ON_DEMAND_BASE'] = '1';
});

beforeEach(() => {
  updates = [];
  account = { alarm: 'ALARM', desired: 6, max: 10, base: 1, spot: ['InService', 'InService'], onDemand: [] };
  for (const client of [AutoScalingClient, CloudWatchClient, EC2Client])
    jest.spyOn(client.prototype as any, 'send').mockImplementation(answer as never);
});
afterEach(() => jest.restoreAllMocks());

test('missing instances are bought on demand, in addition to the running ones', async () => {
  account.onDemand = ['InService'];
  await handler();
  expect(account.base).toBe(4);
});

test('the rest of the policy stays, and no launch template is sent', async () => {
  await handler();
  expect(updates).toEqual([
    {
      AutoScalingGroupName: 'group',
      MixedInstancesPolicy: {
        InstancesDistribution: {
          OnDemandBaseCapacity: 4,
          OnDemandPercentageAboveBaseCapacity: 0,
          SpotAllocationStrategy: 'price-capacity-optimized',
          SpotMaxPrice: '3.00',
        },
      },
    },
  ]);
});

test('the same event again changes nothing, before and after the instances launch', async () => {
  await handler();
  await handler();
  account.onDemand = ['Pending', 'Pending', 'InService', 'InService'];
  await handler();
  expect(updates).toHaveLength(1);
});

test('on-demand instances of an earlier shortage are not counted for this one', async () => {
  // The base went back to 1 in between; a base of 2 would buy nothing.
  account.onDemand = ['InService', 'InService', 'InService'];
  await handler();
  expect(account.base).toBe(4);
});

test('more instances are bought when more are missing during the alarm', async () => {
  await handler();
  account.onDemand = ['InService', 'InService', 'InService', 'InService'];
  account.desired = 8;
  await handler();
  expect(account.base).toBe(6);
});

test('instances that terminate do not count', async () => {
  account.spot = ['InService', 'Terminating:Wait'];
  await handler();
  expect(account.base).toBe(5);
});

test('the base is never larger than the group', async () => {
  account = { ...account, desired: 10, onDemand: ['InService', 'Standby', 'Terminating'], spot: [] };
  await handler();
  expect(account.base).toBe(10);
});

test('the base is restored when the alarm clears, in whatever order events arrive', async () => {
  await handler();
  account.alarm = 'OK';
  await handler();
  await handler();
  expect(
    updates.map((each) => each['MixedInstancesPolicy'].InstancesDistribution.OnDemandBaseCapacity),
  ).toEqual([4, 1]);
});

test.each(['INSUFFICIENT_DATA', undefined] as const)(
  'an alarm in state %s changes nothing',
  async (alarm) => {
    account = { ...account, alarm, base: 3 };
    await handler();
    expect(updates).toEqual([]);
  },
);

test('a refusal of Auto Scaling is thrown, so that Lambda retries the event', async () => {
  jest
    .spyOn(AutoScalingClient.prototype, 'send')
    .mockImplementation((() => Promise.reject(new Error('denied'))) as never);
  await expect(handler()).rejects.toThrow('denied');
});
