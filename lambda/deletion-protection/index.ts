import { setTimeout } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeClusterCommand,
  DescribeUpdateCommand,
  EKSClient,
  ResourceNotFoundException,
  UpdateClusterConfigCommand,
  waitUntilClusterActive,
} from '@aws-sdk/client-eks';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** How long another change of the cluster, and then this one, may take. */
const WAIT_SECONDS = 240;
const PAUSE_SECONDS = 5;

const eks = new EKSClient({});
const cloudFormation = new CloudFormationClient({});

/**
 * Called by the provider framework of the CDK, for the last resource of a stack with an EKS cluster.
 *
 * Its creation and its updates turn the deletion protection of the cluster on. Its deletion comes before that of
 * everything else in the stack, and depends on what the stack does: the rollback of a first deploy turns the protection
 * off, the delete of the stack is refused while it is on, and an update leaves it as it is.
 *
 * @throws Error if the stack is deleted with a protected cluster, or EKS refuses the change.
 */
export async function handler(
  event: CloudFormationCustomResourceEvent,
): Promise<{ PhysicalResourceId: string }> {
  const { ClusterName: name } = event.ResourceProperties as unknown as { ClusterName: string };
  if (event.RequestType === 'Delete') await beforeDelete(name, event.StackId);
  else await setProtection(name, true);
  return { PhysicalResourceId: name };
}

async function beforeDelete(name: string, stackId: string): Promise<void> {
  const { Stacks: [stack] = [] } = await cloudFormation.send(
    new DescribeStacksCommand({ StackName: stackId }),
  );
  if (stack?.StackStatus === 'ROLLBACK_IN_PROGRESS') await setProtection(name, false);
  if (stack?.StackStatus === 'DELETE_IN_PROGRESS' && (await isProtected(name))) {
    throw new Error(
      `The EKS cluster ${name} has deletion protection, so nothing of its stack is deleted. To delete it, run "aws eks update-cluster-config --name ${name} --no-deletion-protection" and delete the stack again.`,
    );
  }
}

/** Whether EKS refuses to delete a cluster; undefined if there is none. */
async function isProtected(name: string): Promise<boolean | undefined> {
  try {
    const { cluster } = await eks.send(new DescribeClusterCommand({ name }));
    return cluster?.deletionProtection ?? false;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function setProtection(name: string, wanted: boolean): Promise<void> {
  const current = await isProtected(name);
  // EKS refuses an update that changes nothing.
  if (current === wanted || (current === undefined && !wanted)) return;
  // It also refuses one beside another one.
  await waitUntilClusterActive({ client: eks, maxWaitTime: WAIT_SECONDS }, { name });
  const { update } = await eks.send(new UpdateClusterConfigCommand({ name, deletionProtection: wanted }));
  await finished(name, update!.id!);
}

/** Waits for an update: CloudFormation must not change or delete the cluster beside it. */
async function finished(name: string, updateId: string): Promise<void> {
  for (let waited = 0; waited <= WAIT_SECONDS; waited += PAUSE_SECONDS) {
    const { update } = await eks.send(new DescribeUpdateCommand({ name, updateId }));
    if (update?.status === 'Successful') return;
    if (update?.status !== 'InProgress') {
      const reasons = (update?.errors ?? []).map(({ errorMessage }) => errorMessage).join(' ');
      throw new Error(
        `The update ${updateId} of the EKS cluster ${name} is ${update?.status}. ${reasons}`.trim(),
      );
    }
    await setTimeout(PAUSE_SECONDS * 1000);
  }
  throw new Error(
    `The update ${updateId} of the EKS cluster ${name} is not done after ${WAIT_SECONDS} seconds.`,
  );
}
