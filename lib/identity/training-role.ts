import { Stack, Tags, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IdentityConfig } from '../config';
import { TRAINING_METRICS } from '../training/training-metrics';
import { allowBuckets, type DataStores } from './data-access';
import {
  allowEvents,
  allowImagePulls,
  allowLogs,
  allowMetrics,
  allowPeerDiscovery,
  allowSessionManager,
} from './machine-policy';

export interface TrainingRoleProps {
  readonly config: IdentityConfig;
  readonly stores: DataStores;
  /** Value of the Project tag, which machines and their volumes carry. */
  readonly project: string;
  /** Whether a fleet has a warm pool, whose machines say themselves that they have booted. */
  readonly hasWarmPools: boolean;
}

/** The role of GPU training machines: reads and writes the three buckets, attaches the platform's data volumes. */
export class TrainingRole extends iam.Role {
  constructor(scope: Construct, id: string, { config, stores, project, hasWarmPools }: TrainingRoleProps) {
    super(scope, id, {
      roleName: config.roleNames.training,
      description: 'GPU training machines',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    });
    Tags.of(this).add('Name', 'ML-Training-Role');
    const { account, partition, region } = Stack.of(this);

    allowBuckets(this, [stores.datasets, stores.models, stores.artifacts], stores.key, [
      'read',
      'write',
      'delete',
    ]);
    allowImagePulls(this);
    // The CloudWatch agent makes the group, and sets how long it keeps its logs.
    allowLogs(this, '/ml/training', ['logs:DescribeLogGroups', 'logs:PutRetentionPolicy']);
    allowMetrics(this, TRAINING_METRICS);
    allowSessionManager(this);
    allowPeerDiscovery(this);
    // A machine tells that nothing trains on it any more.
    allowEvents(this, 'ml-platform.training');
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadTrainingSecrets',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [
          `arn:${partition}:secretsmanager:${region}:${account}:secret:${config.trainingSecretsPrefix}*`,
        ],
      }),
    );
    // A machine attaches its data volume itself: CloudFormation cannot move an attachment to a replacement instance.
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'AttachDataVolumes',
        actions: ['ec2:AttachVolume'],
        resources: ['instance', 'volume'].map(
          (type) => `arn:${partition}:ec2:${region}:${account}:${type}/*`,
        ),
        conditions: { StringEquals: { 'aws:ResourceTag/Project': project } },
      }),
    );
    this.addToPolicy(
      new iam.PolicyStatement({ sid: 'FindDataVolumes', actions: ['ec2:DescribeVolumes'], resources: ['*'] }),
    );

    Validations.of(this).acknowledge(
      {
        id: `AwsSolutions-IAM5[Resource::arn:<partition>:secretsmanager:<region>:<account>:secret:${config.trainingSecretsPrefix}*]`,
        reason:
          'Jobs name their own secrets (experiment tracking keys) under this path; nothing outside it can be read.',
      },
      ...['instance', 'volume'].map((type) => ({
        id: `AwsSolutions-IAM5[Resource::arn:<partition>:ec2:<region>:<account>:${type}/*]`,
        reason: `The ${type} of a workstation gets its id after this role exists; the Project tag limits the right to the platform's own.`,
      })),
    );
    if (hasWarmPools) this.allowEndOfBoot(project);
  }

  private allowEndOfBoot(project: string): void {
    const { account, partition, region } = Stack.of(this);
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'EndBoot',
        actions: ['autoscaling:CompleteLifecycleAction'],
        resources: [`arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*`],
        conditions: { StringEquals: { 'aws:ResourceTag/Project': project } },
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<partition>:autoscaling:<region>:<account>:autoScalingGroup:*]',
      reason:
        "The groups are made after this role; the Project tag limits the right to the platform's own, where it ends a wait early.",
    });
  }
}
