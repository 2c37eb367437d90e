import { EC2Client } from '@aws-sdk/client-ec2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { handler } from '../../lambda/spot-requests';

interface Request {
  readonly id: string;
  readonly owner: string;
  readonly instance?: string;
  state: 'open' | 'active' | 'closed' | 'cancelled';
}

const OWNER = 'training/Workstation/anna';
let requests: Request[];
let terminated: string[];
let refusal: Error | undefined;

/** Answers as EC2 would. */
function answer(command: { constructor: { name: string }; input: any }): object {
  const { input } = command;
  switch (command.constructor.name) {
    case 'DescribeSpotInstanceRequestsCommand': {
      const matches = (request: Request) =>
        input.Filters.every(({ Name, Values }: { Name: string; Values: string[] }) => {
          const value = {
            'tag:ml-platform:owner': request.owner,
            'spot-instance-request-id': request.id,
            'instance-id': request.instance,
            state: request.state,
          }[Name];
          return Values.includes(value!);
        });
      return {
        SpotInstanceRequests: requests
          .filter(matches)
          .map(({ id, instance }) => ({ SpotInstanceRequestId: id, InstanceId: instance })),
      };
    }
    case 'CancelSpotInstanceRequestsCommand':
      for (const each of requests)
        if (input.SpotInstanceRequestIds.includes(each.id)) each.state = 'cancelled';
      return {};
    default:
      if (refusal) throw refusal;
      terminated.push(...input.InstanceIds);
      return {};
  }
}

function event(RequestType: string, properties: object, PhysicalResourceId?: string) {
  return {
    RequestType,
    PhysicalResourceId,
    ResourceProperties: { ServiceToken: '', ...properties },
  } as unknown as CloudFormationCustomResourceEvent;
}

const states = () => requests.map(({ state }) => state);

beforeEach(() => {
  terminated = [];
  refusal = undefined;
  requests = [
    { id: 'sir-1', owner: OWNER, instance: 'i-1', state: 'active' },
    { id: 'sir-2', owner: OWNER, state: 'open' },
    { id: 'sir-3', owner: OWNER, instance: 'i-3', state: 'closed' },
    { id: 'sir-4', owner: 'training/Workstation/ben', instance: 'i-4', state: 'active' },
  ];
  jest
    .spyOn(EC2Client.prototype, 'send')
    .mockImplementation(((command: never) => Promise.resolve().then(() => answer(command))) as never);
});
afterEach(() => jest.restoreAllMocks());

test('a guard that goes cancels the requests of its owner, and terminates what they have started', async () => {
  await handler(event('Delete', { Owner: OWNER }, OWNER));
  expect(states()).toEqual(['cancelled', 'cancelled', 'closed', 'active']);
  expect(terminated).toEqual(['i-1']);
});

test.each(['Create', 'Update'])('a guard changes nothing at %s', async (type) => {
  await expect(handler(event(type, { Owner: OWNER }))).resolves.toEqual({ PhysicalResourceId: OWNER });
  expect(states()).toEqual(['active', 'open', 'closed', 'active']);
});

test('a guard without a request has nothing to end', async () => {
  await handler(event('Delete', { Owner: 'training/Workstation/nobody' }, 'x'));
  expect(terminated).toEqual([]);
});

test('an instance that EC2 has forgotten is as good as terminated; another refusal is an error', async () => {
  refusal = Object.assign(new Error('gone'), { name: 'InvalidInstanceID.NotFound' });
  await handler(event('Delete', { Owner: OWNER }, OWNER));
  requests[0]!.state = 'active';
  refusal = Object.assign(new Error('denied'), { name: 'UnauthorizedOperation' });
  await expect(handler(event('Delete', { Owner: OWNER }, OWNER))).rejects.toThrow('denied');
});

test('the resource of an instance has the id of its request, so a replacement cancels the old request', async () => {
  await expect(handler(event('Create', { InstanceId: 'i-1' }))).resolves.toEqual({
    PhysicalResourceId: 'sir-1',
  });
  await handler(event('Delete', { InstanceId: 'i-1' }, 'sir-1'));
  expect(states()).toEqual(['cancelled', 'open', 'closed', 'active']);
  expect(terminated).toEqual([]);
});

test('a request that EC2 does not list yet is asked for again', async () => {
  jest.useFakeTimers();
  const created = handler(event('Create', { InstanceId: 'i-9' }));
  await jest.advanceTimersByTimeAsync(3000);
  requests.push({ id: 'sir-9', owner: OWNER, instance: 'i-9', state: 'active' });
  await jest.advanceTimersByTimeAsync(3000);
  await expect(created).resolves.toEqual({ PhysicalResourceId: 'sir-9' });
  jest.useRealTimers();
});
