import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { instanceOwner, OWNER_TAG } from '../../contract/instance-owner';
import { PlatformFunction } from '../../function/platform-function';
import { ResourceProvider } from '../../function/resource-provider';

/**
 * Ends the persistent Spot requests of the workstations of a stack. Terminating an instance is not enough: EC2 would
 * fulfill its request with a new one, outside every stack, and bill it.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-requests.html
 */
export class SpotRequests extends Construct {
  private readonly serviceToken: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const handler = new PlatformFunction(this, 'Function', {
      name: 'spot-requests',
      description:
        'Ends the persistent Spot requests of workstations when an instance or the stack is deleted',
      timeout: Duration.minutes(2),
      variables: {},
      logRetention: logs.RetentionDays.ONE_MONTH,
    });
    this.allowEnding(handler.role);
    this.serviceToken = new ResourceProvider(this, 'Provider', handler).serviceToken;
  }

  /**
   * Guards a workstation: instances that its requests have started are terminated after its own, also when a first deploy
   * fails after EC2 has the request and before CloudFormation has the next resource.
   *
   * @param name - Key of the workstation in the configuration.
   */
  guard(name: string, instance: ec2.CfnInstance): void {
    const guard = new CustomResource(this, `Guard-${name}`, {
      resourceType: 'Custom::SpotRequestGuard',
      serviceToken: this.serviceToken,
      properties: { Owner: instanceOwner(Stack.of(this).stackName, 'Workstation', name) },
    });
    instance.node.addDependency(guard);
    // Its physical id is that of the request. A replacement has another one, and the old one is cancelled.
    new CustomResource(this, `Request-${name}`, {
      resourceType: 'Custom::SpotRequest',
      serviceToken: this.serviceToken,
      properties: { InstanceId: instance.ref },
    });
  }

  private allowEnding(role: iam.Role): void {
    const { account, partition, region, stackName } = Stack.of(this);
    const types = ['spot-instances-request', 'instance'];
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'FindRequests',
        actions: ['ec2:DescribeSpotInstanceRequests'],
        resources: ['*'],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'EndRequests',
        actions: ['ec2:CancelSpotInstanceRequests', 'ec2:TerminateInstances'],
        resources: types.map((type) => `arn:${partition}:ec2:${region}:${account}:${type}/*`),
        conditions: {
          StringLike: { [`aws:ResourceTag/${OWNER_TAG}`]: instanceOwner(stackName, 'Workstation', '*') },
        },
      }),
    );
    Validations.of(role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ec2:DescribeSpotInstanceRequests has no resource to name.',
      },
      ...types.map((type) => ({
        id: `AwsSolutions-IAM5[Resource::arn:<partition>:ec2:<region>:<account>:${type}/*]`,
        reason:
          'EC2 creates requests and instances and their ids during the deploy; the owner tag limits the right to those of ' +
          'the workstations of this stack.',
      })),
    );
  }
}
