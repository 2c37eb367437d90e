import { CustomResource, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { allowGroupActions } from '../identity/group-access';
import { functionRuntime, lambdaCode } from '../function/lambda-code';

export interface ScaleInReleaseProps {
  /** A group whose instances are protected from scale-in. */
  readonly group: autoscaling.AutoScalingGroup;
}

/**
 * Ends the scale-in protection of a group when its stack is deleted. CloudFormation empties a group before it deletes
 * it, and would wait for protected instances until it gives up.
 *
 * Whatever runs on the group must depend on this construct, so that it is gone before.
 */
export class ScaleInRelease extends Construct {
  constructor(scope: Construct, id: string, props: ScaleInReleaseProps) {
    super(scope, id);
    const { group } = props;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const handler = new lambda.Function(this, 'Function', {
      description: 'Ends the scale-in protection of the ECS container instances when the stack is deleted',
      code: lambdaCode('scale-in-release'),
      handler: 'index.handler',
      runtime: functionRuntime,
      timeout: Duration.minutes(2),
      role: this.functionRole(group, logGroup),
      logGroup,
    });
    const provider = new cr.Provider(this, 'Provider', { onEventHandler: handler, logGroup });
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
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ScaleInRelease',
      serviceToken: provider.serviceToken,
      properties: { AutoScalingGroupName: group.autoScalingGroupName },
    });
  }

  private functionRole(group: autoscaling.AutoScalingGroup, logGroup: logs.LogGroup): iam.Role {
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'autoscaling:DescribeAutoScalingGroups has no resource to name.',
    });
    allowGroupActions(role, group, [
      'autoscaling:UpdateAutoScalingGroup',
      'autoscaling:SetInstanceProtection',
    ]);
    return role;
  }
}
