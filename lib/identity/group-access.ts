import { Stack, Validations } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Lets a role change one Auto Scaling group of its own stack, by the actions that are given. */
export function allowGroupActions(
  role: iam.Role,
  group: autoscaling.AutoScalingGroup,
  actions: readonly string[],
): void {
  const { account, partition, region } = Stack.of(role);
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: [...actions],
      resources: [
        `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${group.autoScalingGroupName}`,
      ],
    }),
  );
  const groupId = Stack.of(role).getLogicalId(group.node.defaultChild as autoscaling.CfnAutoScalingGroup);
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<partition>:autoscaling:<region>:<account>:autoScalingGroup:*:autoScalingGroupName/<${groupId}>]`,
    reason: 'The ARN of a group holds a random id beside its name, which CloudFormation does not tell.',
  });
}
