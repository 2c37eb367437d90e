import './quiet-logs';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { handler } from '../../lambda/idle-scale-in';

let sizes: unknown[];

function account(state: string, DesiredCapacity: number, MinSize: number): void {
  sizes = [];
  const answers: Record<string, object> = {
    DescribeAlarmsCommand: { MetricAlarms: [{ StateValue: state }] },
    DescribeAutoScalingGroupsCommand: { AutoScalingGroups: [{ DesiredCapacity, MinSize }] },
  };
  for (const client of [AutoScalingClient, CloudWatchClient]) {
    jest.spyOn(client.prototype as any, 'send').mockImplementation((({
      constructor,
      input,
    }: {
      constructor: { name: string };
      input: object;
    }) => {
      if (constructor.name === 'SetDesiredCapacityCommand') sizes.push(input);
      return Promise.resolve(answers[constructor.name] ?? {});
    }) as never);
  }
}

beforeAll(() => {
  process.env['ALARM_NAME'] = 'alarm';
  process.env['GROUP_NAME'] = 'group';
});
afterEach(() => jest.restoreAllMocks());

test('an idle fleet is scaled in to zero', async () => {
  account('ALARM', 4, 0);
  await handler();
  expect(sizes).toEqual([{ AutoScalingGroupName: 'group', DesiredCapacity: 0 }]);
});

test('the minimum that a schedule set for working hours stays', async () => {
  account('ALARM', 4, 2);
  await handler();
  expect(sizes).toEqual([{ AutoScalingGroupName: 'group', DesiredCapacity: 2 }]);
});

test.each([
  ['at its smallest size', 'ALARM', 2, 2],
  ['that works again when the event comes', 'OK', 4, 0],
])('a fleet %s is left alone', async (_, state, desired, min) => {
  account(state, desired, min);
  await handler();
  expect(sizes).toEqual([]);
});
