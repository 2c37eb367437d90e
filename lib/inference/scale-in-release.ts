import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import type { InstanceGroup } from '../compute/instance-group';
import { PlatformFunction } from '../function/platform-function';

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
      serviceToken: this.addProvider(handler).serviceToken,
      properties: { AutoScalingGroupName: group.autoScalingGroupName },
    });
  }

  private addProvider(handler: PlatformFunction): cr.Provider {
    const provider = new cr.Provider(this, 'Provider', {
      onEventHandler: handler,
      logGroup: handler.logGroup,
    });
    Validations.of(provider).acknowledge(
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        reason: 'Lets the provider framework of the CDK write its own log, and nothing else.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(handler.node.defaultChild as lambda.CfnFunction)}.Arn>:*]`,
        reason: 'The provider framework of the CDK calls this one function, in any version.',
      },
    );
    return provider;
  }
}
