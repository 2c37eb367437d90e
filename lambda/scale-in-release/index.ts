import {
  AutoScalingClient,
  paginateDescribeAutoScalingGroups,
  SetInstanceProtectionCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** Instances that one call of SetInstanceProtection accepts: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/ */
const BATCH = 50;

const autoScaling = new AutoScalingClient({});

/**
 * Invoked by the provider framework of the CDK. When the resource is deleted, removes the scale-in protection of an
 * Auto Scaling group and of its instances.
 */
export async function handler(
  event: CloudFormationCustomResourceEvent,
): Promise<{ PhysicalResourceId: string }> {
  const { AutoScalingGroupName: name } = event.ResourceProperties as unknown as {
    AutoScalingGroupName: string;
  };
  if (event.RequestType === 'Delete') await release(name);
  return { PhysicalResourceId: name };
}

async function release(name: string): Promise<void> {
  const pages = paginateDescribeAutoScalingGroups({ client: autoScaling }, { AutoScalingGroupNames: [name] });
  for await (const { AutoScalingGroups: groups = [] } of pages) {
    // Empty if the group was already deleted.
    for (const { Instances: instances = [] } of groups) {
      await autoScaling.send(
        new UpdateAutoScalingGroupCommand({
          AutoScalingGroupName: name,
          NewInstancesProtectedFromScaleIn: false,
        }),
      );
      // Auto Scaling refuses this for instances that are launching or terminating.
      const ids = instances
        .filter(
          ({ ProtectedFromScaleIn: isProtected, LifecycleState: state }) =>
            isProtected && state === 'InService',
        )
        .map(({ InstanceId: id }) => id!);
      for (let start = 0; start < ids.length; start += BATCH) {
        await autoScaling.send(
          new SetInstanceProtectionCommand({
            AutoScalingGroupName: name,
            InstanceIds: ids.slice(start, start + BATCH),
            ProtectedFromScaleIn: false,
          }),
        );
      }
    }
  }
}
