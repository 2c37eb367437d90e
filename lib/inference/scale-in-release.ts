import { CustomResource, Duration, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { InstanceGroup } from '../compute/instance-group';
import { PlatformFunction } from '../function/platform-function';
import { ResourceProvider } from '../function/resource-provider';

export interface ScaleInReleaseProps {
  /** A group whose instances are protected from scale-in. */
  readonly group: InstanceGroup;
}

/**
 * Removes the scale-in protection of a group when its stack is deleted. CloudFormation scales a group in before it
 * deletes it, and would wait for protected instances until it times out.
 *
 * All services on the group must depend on this construct, so that they are deleted first.
 */
export class ScaleInRelease extends Construct {
  constructor(scope: Construct, id: string, { group }: ScaleInReleaseProps) {
    super(scope, id);
    const handler = new PlatformFunction(this, 'Function', {
      name: 'scale-in-release',
      description: 'Removes the scale-in protection of the ECS container instances when the stack is deleted',
      timeout: Duration.minutes(2),
      variables: {},
      logRetention: logs.RetentionDays.ONE_WEEK,
    });
    handler.role.addToPolicy(
      new iam.PolicyStatement({ actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] }),
    );
    Validations.of(handler.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'autoscaling:DescribeAutoScalingGroups has no resource to name.',
    });
    group.grantChanges(
      handler.role,
      'autoscaling:UpdateAutoScalingGroup',
      'autoscaling:SetInstanceProtection',
    );
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ScaleInRelease',
      serviceToken: new ResourceProvider(this, 'Provider', handler).serviceToken,
      properties: { AutoScalingGroupName: group.autoScalingGroupName },
    });
  }
}
