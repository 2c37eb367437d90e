import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Lets a machine pull container images from any repository of Amazon ECR that allows it. */
export function allowImagePulls(role: iam.Role): void {
  role.addToPolicy(
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
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'ecr:GetAuthorizationToken, cloudwatch:PutMetricData, ec2:Describe*, autoscaling:Describe* and the Systems Manager ' +
      'message channels have no resource to name; images come from repositories of other accounts (AWS Deep Learning ' +
      'Containers), read-only.',
  });
}

/**
 * Lets a machine write log groups under a prefix, for example `/ml/training`.
 *
 * @param more - Further actions on these groups.
 */
export function allowLogs(role: iam.Role, prefix: string, more: readonly string[] = []): void {
  const { account, partition, region } = Stack.of(role);
  const resource = `arn:${partition}:logs:${region}:${account}:log-group:${prefix}*`;
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'WriteLogs',
      actions: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'logs:DescribeLogStreams',
        ...more,
      ],
      resources: [resource],
    }),
  );
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<partition>:logs:<region>:<account>:log-group:${prefix}*]`,
    reason: `Jobs and services make log groups of their own below ${prefix}; they cannot touch others.`,
  });
}

/** Lets a machine publish metrics of one CloudWatch namespace. */
export function allowMetrics(role: iam.Role, namespace: string): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'PublishMetrics',
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
    }),
  );
}

/** Lets a machine find itself and the others of its group. */
export function allowPeerDiscovery(role: iam.Role): void {
  role.addToPolicy(
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

/** Lets a machine put events of one source on the default bus, for example `ml-platform.training`. */
export function allowEvents(role: iam.Role, source: string): void {
  const { account, partition, region } = Stack.of(role);
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'PutEvents',
      actions: ['events:PutEvents'],
      resources: [`arn:${partition}:events:${region}:${account}:event-bus/default`],
      // A call takes several events; without the second condition one that names no source would pass.
      conditions: {
        'ForAllValues:StringEquals': { 'events:source': source },
        Null: { 'events:source': 'false' },
      },
    }),
  );
}

/** Lets people reach a machine through Systems Manager, so that it needs no open port, key or address. */
export function allowSessionManager(role: iam.Role): void {
  role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'));
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
    reason:
      'Required by the Systems Manager agent, whose protocol AWS keeps in step with this policy; it gives no access to data.',
  });
}
