import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { handler } from '../../lambda/scale-in-release';

interface Sent {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** Answers as Auto Scaling would for one group, and records the requests. */
function autoScaling(instances?: object[]): Sent[] {
  const sent: Sent[] = [];
  jest.spyOn(AutoScalingClient.prototype, 'send').mockImplementation(((command: {
    constructor: { name: string };
    input: Record<string, unknown>;
  }) => {
    sent.push({ name: command.constructor.name, input: command.input });
    return Promise.resolve({ AutoScalingGroups: instances ? [{ Instances: instances }] : [] });
  }) as never);
  return sent;
}

function event(RequestType: string): CloudFormationCustomResourceEvent {
  return { RequestType, ResourceProperties: { ServiceToken: '', AutoScalingGroupName: 'gpu' } } as never;
}

const instance = (number: number, more: object = {}) => ({
  InstanceId: `i-${number}`,
  ProtectedFromScaleIn: true,
  LifecycleState: 'InService',
  ...more,
});

afterEach(() => jest.restoreAllMocks());

test.each(['Create', 'Update'])('%s changes nothing', async (type) => {
  const sent = autoScaling([instance(1)]);
  await expect(handler(event(type))).resolves.toEqual({ PhysicalResourceId: 'gpu' });
  expect(sent).toEqual([]);
});

test('Delete removes the protection of new and of running instances', async () => {
  const sent = autoScaling([
    instance(1),
    instance(2, { ProtectedFromScaleIn: false }),
    instance(3, { LifecycleState: 'Terminating' }),
    instance(4),
  ]);
  await handler(event('Delete'));
  expect(sent.slice(1)).toEqual([
    {
      name: 'UpdateAutoScalingGroupCommand',
      input: { AutoScalingGroupName: 'gpu', NewInstancesProtectedFromScaleIn: false },
    },
    {
      name: 'SetInstanceProtectionCommand',
      input: { AutoScalingGroupName: 'gpu', InstanceIds: ['i-1', 'i-4'], ProtectedFromScaleIn: false },
    },
  ]);
});

test('Delete sends fifty instances in a call, the limit of Auto Scaling', async () => {
  const sent = autoScaling(Array.from({ length: 120 }, (_, number) => instance(number)));
  await handler(event('Delete'));
  const sizes = sent
    .filter(({ name }) => name.startsWith('Set'))
    .map(({ input }) => (input['InstanceIds'] as string[]).length);
  expect(sizes).toEqual([50, 50, 20]);
});

test('Delete succeeds when the group no longer exists', async () => {
  const sent = autoScaling();
  await handler(event('Delete'));
  expect(sent.map(({ name }) => name)).toEqual(['DescribeAutoScalingGroupsCommand']);
});

test('a refusal of Auto Scaling is reported to CloudFormation', async () => {
  jest
    .spyOn(AutoScalingClient.prototype, 'send')
    .mockImplementation((() => Promise.reject(new Error('denied'))) as never);
  await expect(handler(event('Delete'))).rejects.toThrow('denied');
});
