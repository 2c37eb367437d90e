import {
  CancelSpotInstanceRequestsCommand,
  EC2Client,
  paginateDescribeSpotInstanceRequests,
  TerminateInstancesCommand,
  type Filter,
  type SpotInstanceRequest,
} from '@aws-sdk/client-ec2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { OWNER_TAG } from '../../lib/contract/instance-owner';

/** Properties of a resource: the guard has an owner, and the request of one instance has that instance. */
interface Properties {
  readonly Owner?: string;
  readonly InstanceId?: string;
}

/** EC2 lists a request some seconds after its instance. */
const TRIES = 5;
const PAUSE_MILLISECONDS = 2000;

const ec2 = new EC2Client({});

/**
 * Called by the provider framework of the CDK for two resources of a workstation on a persistent Spot request.
 *
 * The guard is created before the instance and deleted after it: it cancels the requests of its owner, and terminates
 * instances that they have started. The request of one instance is deleted, and cancelled, before a replaced instance.
 */
export async function handler(
  event: CloudFormationCustomResourceEvent,
): Promise<{ PhysicalResourceId: string }> {
  const { Owner, InstanceId } = event.ResourceProperties as unknown as Properties;
  if (Owner !== undefined) {
    if (event.RequestType === 'Delete') await end(await find('tag:' + OWNER_TAG, Owner));
    return { PhysicalResourceId: Owner };
  }
  if (event.RequestType !== 'Delete') return { PhysicalResourceId: await requestOf(InstanceId!) };
  await cancel(await find('spot-instance-request-id', event.PhysicalResourceId));
  return { PhysicalResourceId: event.PhysicalResourceId };
}

/**
 * Requests that can still start an instance.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html
 */
async function find(name: string, value: string): Promise<string[]> {
  const found = await describe([
    { Name: name, Values: [value] },
    { Name: 'state', Values: ['open', 'active', 'disabled'] },
  ]);
  return found.map(({ SpotInstanceRequestId }) => SpotInstanceRequestId!);
}

async function describe(Filters: Filter[]): Promise<SpotInstanceRequest[]> {
  const found: SpotInstanceRequest[] = [];
  for await (const page of paginateDescribeSpotInstanceRequests({ client: ec2 }, { Filters })) {
    found.push(...(page.SpotInstanceRequests ?? []));
  }
  return found;
}

async function cancel(SpotInstanceRequestIds: string[]): Promise<void> {
  if (SpotInstanceRequestIds.length === 0) return;
  await ec2.send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds }));
}

/** Cancels requests first, so that they start nothing more. Instances outlive the cancellation. */
async function end(requests: string[]): Promise<void> {
  if (requests.length === 0) return;
  await cancel(requests);
  const cancelled = await describe([{ Name: 'spot-instance-request-id', Values: requests }]);
  const InstanceIds = cancelled.flatMap(({ InstanceId }) => InstanceId ?? []);
  if (InstanceIds.length === 0) return;
  await ec2.send(new TerminateInstancesCommand({ InstanceIds })).catch((cause: Error) => {
    // EC2 no longer lists a terminated instance after an hour.
    if (cause.name !== 'InvalidInstanceID.NotFound') throw cause;
  });
}

async function requestOf(instance: string): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    const [request] = await describe([{ Name: 'instance-id', Values: [instance] }]);
    if (request) return request.SpotInstanceRequestId!;
    if (tried === TRIES) throw new Error(`EC2 lists no Spot request of ${instance}.`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}
