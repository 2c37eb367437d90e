import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

export interface SpotRequestCancellationProps {
  /** A spot instance that a persistent request keeps alive. */
  readonly instanceId: string;
}

/**
 * Cancels the persistent spot request of an instance when the instance is replaced or its stack deleted. Ending the
 * instance is not enough: EC2 would fill the request with a new one, outside every stack, and bill it.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-requests.html
 */
export class SpotRequestCancellation extends Construct {
  constructor(scope: Construct, id: string, { instanceId }: SpotRequestCancellationProps) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);
    const requestId = 'Reservations.0.Instances.0.SpotInstanceRequestId';
    const find: cr.AwsSdkCall = {
      service: 'EC2',
      action: 'describeInstances',
      parameters: { InstanceIds: [instanceId] },
      outputPaths: [requestId],
      // The id of the request is that of the resource: a replaced instance has another, and CloudFormation then
      // deletes the old one, which cancels it.
      physicalResourceId: cr.PhysicalResourceId.fromResponse(requestId),
    };
    const resource = new cr.AwsCustomResource(this, 'Resource', {
      resourceType: 'Custom::SpotRequestCancellation',
      onCreate: find,
      onUpdate: find,
      onDelete: {
        service: 'EC2',
        action: 'cancelSpotInstanceRequests',
        parameters: { SpotInstanceRequestIds: [new cr.PhysicalResourceIdReference()] },
        ignoreErrorCodesMatching: 'InvalidSpotInstanceRequestID.*',
      },
      installLatestAwsSdk: false,
      policy: cr.AwsCustomResourcePolicy.fromStatements([
        new iam.PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }),
        new iam.PolicyStatement({
          actions: ['ec2:CancelSpotInstanceRequests'],
          resources: [`arn:${partition}:ec2:${region}:${account}:spot-instances-request/*`],
        }),
      ]),
    });
    // The function that makes the calls is shared by all such resources of the stack.
    Validations.of(resource.grantPrincipal as iam.Role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: 'Lets the function of the CDK write its own log, and nothing else.',
    });
    Validations.of(resource).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ec2:DescribeInstances has no resource to name.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::arn:<partition>:ec2:<region>:<account>:spot-instances-request/*]',
        reason:
          'EC2 makes the request and its id while the stack is deployed; cancelling it is all that is allowed, and it ends no machine.',
      },
    );
  }
}
