import { Stack, Validations } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export type InstanceGroupProps = Pick<
  autoscaling.AutoScalingGroupProps,
  | 'autoScalingGroupName'
  | 'vpc'
  | 'vpcSubnets'
  | 'launchTemplate'
  | 'mixedInstancesPolicy'
  | 'minCapacity'
  | 'maxCapacity'
  | 'desiredCapacity'
  | 'healthChecks'
  | 'terminationPolicies'
  | 'capacityRebalance'
  | 'newInstancesProtectedFromScaleIn'
>;

/** An Auto Scaling group that publishes its sizes every minute and grants permissions on itself. */
export class InstanceGroup extends autoscaling.AutoScalingGroup {
  constructor(scope: Construct, id: string, props: InstanceGroupProps) {
    super(scope, id, {
      autoScalingGroupName: props.autoScalingGroupName,
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets,
      launchTemplate: props.launchTemplate,
      mixedInstancesPolicy: props.mixedInstancesPolicy,
      minCapacity: props.minCapacity,
      maxCapacity: props.maxCapacity,
      desiredCapacity: props.desiredCapacity,
      healthChecks: props.healthChecks,
      terminationPolicies: props.terminationPolicies,
      capacityRebalance: props.capacityRebalance,
      newInstancesProtectedFromScaleIn: props.newInstancesProtectedFromScaleIn,
      groupMetrics: [autoscaling.GroupMetrics.all()],
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-AS3',
      reason:
        'Failed launches reach the alarm topic through EventBridge (Observability stack), and interruptions of training ' +
        'instances that of the Training stack; every launch and termination is in the activity history of the group.',
    });
    if (props.mixedInstancesPolicy) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-EC26',
        reason:
          'The rule cannot read a launch template through a mixed instances policy; a test asserts that every volume of ' +
          'every launch template is encrypted.',
      });
    }
  }

  /** A size metric of the group. */
  metricSize(
    metricName: 'GroupDesiredCapacity' | 'GroupInServiceInstances',
    options?: cloudwatch.MetricOptions,
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      ...options,
      namespace: 'AWS/AutoScaling',
      metricName,
      dimensionsMap: { AutoScalingGroupName: this.autoScalingGroupName },
    });
  }

  /**
   * Lets a role of the same stack change this group.
   *
   * @param actions - Actions of Auto Scaling that have the group as their resource.
   */
  grantChanges(role: iam.Role, ...actions: string[]): void {
    const { account, partition, region } = Stack.of(this);
    role.addToPolicy(
      new iam.PolicyStatement({
        actions,
        resources: [
          `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${this.autoScalingGroupName}`,
        ],
      }),
    );
    const groupId = Stack.of(this).getLogicalId(this.node.defaultChild as autoscaling.CfnAutoScalingGroup);
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<partition>:autoscaling:<region>:<account>:autoScalingGroup:*:autoScalingGroupName/<${groupId}>]`,
      reason:
        'The ARN of a group has a random id beside its name, which CloudFormation does not return; the name limits the right.',
    });
  }
}
