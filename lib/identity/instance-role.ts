import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface InstanceRoleProps {
  /** @default a generated name */
  readonly roleName?: string;
  readonly description: string;
  /** @default EC2 instances */
  readonly assumedBy?: iam.IPrincipal;
}

/** A role of instances, initially without permissions. */
export class InstanceRole extends iam.Role {
  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id, {
      roleName: props.roleName,
      description: props.description,
      assumedBy: props.assumedBy ?? new iam.ServicePrincipal('ec2.amazonaws.com'),
    });
  }

  /** Allows pulling container images from all Amazon ECR repositories with a policy that permits it. */
  allowImagePulls(): void {
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'PullImages',
        actions: [
          'ecr:GetAuthorizationToken',
          'ecr:BatchCheckLayerAvailability',
          'ecr:GetDownloadUrlForLayer',
          'ecr:BatchGetImage',
        ],
        resources: ['*'],
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'ecr:GetAuthorizationToken, cloudwatch:PutMetricData, ec2:Describe*, autoscaling:Describe* and the Systems Manager ' +
        'message channels have no resource to name; images come from repositories of other accounts (AWS Deep Learning ' +
        'Containers), read-only.',
    });
  }

  /**
   * Allows writing to log groups with a prefix.
   *
   * @param actions - Further actions on these log groups.
   */
  allowLogs(prefix: string, ...actions: string[]): void {
    const { account, partition, region } = Stack.of(this);
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'WriteLogs',
        actions: [
          'logs:CreateLogGroup',
          'logs:CreateLogStream',
          'logs:PutLogEvents',
          'logs:DescribeLogStreams',
          ...actions,
        ],
        resources: [`arn:${partition}:logs:${region}:${account}:log-group:${prefix}*`],
      }),
    );
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<partition>:logs:<region>:<account>:log-group:${prefix}*]`,
      reason: `Jobs and services create their own log groups below ${prefix}; they cannot write others.`,
    });
  }

  /** Allows publishing metrics of one CloudWatch namespace. */
  allowMetrics(namespace: string): void {
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'PublishMetrics',
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
      }),
    );
  }

  /** Allows an instance to find itself and the other instances of its Auto Scaling group. */
  allowPeerDiscovery(): void {
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'FindPeers',
        actions: [
          'ec2:DescribeInstances',
          'autoscaling:DescribeAutoScalingInstances',
          'autoscaling:DescribeAutoScalingGroups',
        ],
        resources: ['*'],
      }),
    );
  }

  /** Allows putting events of one source on the default event bus. */
  allowEvents(source: string): void {
    const { account, partition, region } = Stack.of(this);
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'PutEvents',
        actions: ['events:PutEvents'],
        resources: [`arn:${partition}:events:${region}:${account}:event-bus/default`],
        // A call can put several events; without the second condition, an event without a source would be allowed.
        conditions: {
          'ForAllValues:StringEquals': { 'events:source': source },
          Null: { 'events:source': 'false' },
        },
      }),
    );
  }

  /** Allows users to open a shell through Systems Manager, so that an instance needs no open port, key or address. */
  allowSessionManager(): void {
    this.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
      reason:
        'Required by the Systems Manager agent, whose protocol AWS keeps in step with this policy; it gives no access to data.',
    });
  }
}
