import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EKSClient, ResourceNotFoundException } from '@aws-sdk/client-eks';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { handler } from '../../lambda/deletion-protection';

// Waits at once.
jest.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

interface Account {
  /** Undefined if there is no cluster. */
  isProtected?: boolean;
  /** Statuses of the update, one for each call. */
  readonly updates?: string[];
  readonly stackStatus?: string;
}

/** Answers as EKS and CloudFormation would, and returns the changes that were asked for. */
function account({ isProtected, updates = ['Successful'], stackStatus = '' }: Account): boolean[] {
  const changes: boolean[] = [];
  jest.spyOn(EKSClient.prototype, 'send').mockImplementation(((command: {
    constructor: { name: string };
    input: { deletionProtection?: boolean };
  }) => {
    switch (command.constructor.name) {
      case 'DescribeClusterCommand':
        if (isProtected === undefined)
          return Promise.reject(new ResourceNotFoundException({ message: 'none', $metadata: {} }));
        return Promise.resolve({ cluster: { status: 'ACTIVE', deletionProtection: isProtected } });
      case 'UpdateClusterConfigCommand':
        changes.push(command.input.deletionProtection!);
        return Promise.resolve({ update: { id: 'u-1', status: 'InProgress' } });
      default: {
        const status = updates.length > 1 ? updates.shift() : updates[0];
        return Promise.resolve({ update: { status, errors: [{ errorMessage: 'no access' }] } });
      }
    }
  }) as never);
  jest
    .spyOn(CloudFormationClient.prototype, 'send')
    .mockImplementation((() => Promise.resolve({ Stacks: [{ StackStatus: stackStatus }] })) as never);
  return changes;
}

function event(RequestType: string): CloudFormationCustomResourceEvent {
  return { RequestType, StackId: 'stack', ResourceProperties: { ClusterName: 'lab' } } as never;
}

afterEach(() => jest.restoreAllMocks());

test.each(['Create', 'Update'])('%s turns the protection on', async (type) => {
  const changes = account({ isProtected: false, updates: ['InProgress', 'InProgress', 'Successful'] });
  await expect(handler(event(type))).resolves.toEqual({ PhysicalResourceId: 'lab' });
  expect(changes).toEqual([true]);
});

test('a protected cluster is left alone: EKS refuses an update that changes nothing', async () => {
  const changes = account({ isProtected: true });
  await handler(event('Create'));
  expect(changes).toEqual([]);
});

test('an update that fails fails the deploy, with the reason of EKS', async () => {
  account({ isProtected: false, updates: ['Failed'] });
  await expect(handler(event('Create'))).rejects.toThrow(
    'The update u-1 of the EKS cluster lab is Failed. no access',
  );
});

test('an update that does not end fails the deploy', async () => {
  account({ isProtected: false, updates: ['InProgress'] });
  await expect(handler(event('Create'))).rejects.toThrow('is not done after 240 seconds');
});

test('the delete of the stack of a protected cluster is refused before anything is deleted, with the fix', async () => {
  const changes = account({ isProtected: true, stackStatus: 'DELETE_IN_PROGRESS' });
  await expect(handler(event('Delete'))).rejects.toThrow(
    'The EKS cluster lab has deletion protection, so nothing of its stack is deleted. To delete it, run "aws eks update-cluster-config --name lab --no-deletion-protection" and delete the stack again.',
  );
  expect(changes).toEqual([]);
});

test.each([
  ['an unprotected cluster is deleted', false, 'DELETE_IN_PROGRESS'],
  ['a stack without its cluster is deleted', undefined, 'DELETE_IN_PROGRESS'],
  ['a first deploy that fails before it has a cluster is rolled back', undefined, 'ROLLBACK_IN_PROGRESS'],
  ['an update that no longer protects data', true, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
  ['an update that is rolled back', true, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'],
])('%s: changes nothing', async (_, isProtected, stackStatus) => {
  const changes = account({ isProtected, stackStatus });
  await handler(event('Delete'));
  expect(changes).toEqual([]);
});

test('the rollback of a first deploy turns the protection off, so that EKS deletes the cluster', async () => {
  const changes = account({ isProtected: true, stackStatus: 'ROLLBACK_IN_PROGRESS' });
  await handler(event('Delete'));
  expect(changes).toEqual([false]);
});
