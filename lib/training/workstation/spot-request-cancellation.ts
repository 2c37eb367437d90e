import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

export interface SpotRequestCancellationProps {
  /** A Spot instance of a persistent request. */
  readonly instanceId: string;
}

/**
 * Cancels the persistent Spot request of an instance when the instance is replaced or its stack deleted. Terminating
 * the instance is not enough: EC2 would fulfill the request with a new one, outside every stack, and bill it.
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
      // The id of the request is the id of the resource: a replacement instance has another request, so CloudFormation
      // deletes the old resource, which cancels the old request.
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
    // All custom resources of this type in the stack share one function.
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
          'EC2 creates the request and its id during the deploy; the right is to cancel requests only, which terminates no instance.',
      },
    );
  }
}
