import { Stack, Tags, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { allowVolumeKey } from '../compute/volume-key';
import { TRAINING_EVENT_SOURCE, TRAINING_LOGS, TRAINING_METRICS } from '../contract/training-names';
import type { DataStores } from '../storage/data-stores';
import { InstanceRole } from './instance-role';

/** Tag by which a role knows what belongs to the platform. */
export interface ProjectTag {
  readonly key: string;
  readonly value: string;
}

export interface TrainingRoleProps {
  /** @default a generated name */
  readonly roleName?: string;
  readonly stores: DataStores;
  /** Secrets whose names begin with this are readable. */
  readonly secretsPrefix: string;
  /** Tag of instances, their volumes and their groups. */
  readonly projectTag: ProjectTag;
  /** Whether a fleet has a warm pool: its instances complete a lifecycle action after their boot. */
  readonly hasWarmPools: boolean;
  /**
   * Key that encrypts the data volumes.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
}

/**
 * The role of GPU training instances: reads the data buckets, writes datasets, artifacts and candidates of models, and
 * attaches the platform's data volumes.
 */
export class TrainingRole extends InstanceRole {
  constructor(scope: Construct, id: string, props: TrainingRoleProps) {
    super(scope, id, { roleName: props.roleName, description: 'GPU training instances' });
    Tags.of(this).add('Name', 'ML-Training-Role');

    props.stores.grantReadWriteDelete(this, ['datasets', 'artifacts']);
    // A release of a model runs in inference, so training writes candidates only.
    props.stores.grantCandidates(this, ['write', 'delete']);
    this.allowImagePulls();
    // The CloudWatch agent creates the log group, and sets its retention.
    this.allowLogs(TRAINING_LOGS, 'logs:DescribeLogGroups', 'logs:PutRetentionPolicy');
    this.allowMetrics(TRAINING_METRICS);
    this.allowSessionManager();
    this.allowPeerDiscovery();
    // An instance reports when it has stopped its job.
    this.allowEvents(TRAINING_EVENT_SOURCE);
    this.allowSecrets(props.secretsPrefix);
    this.allowDataVolumes(props.projectTag);
    if (props.volumeKeyArn !== undefined) allowVolumeKey(this, props.volumeKeyArn);
    if (props.hasWarmPools) this.allowEndOfBoot(props.projectTag);
  }

  private allowSecrets(prefix: string): void {
    const { account, partition, region } = Stack.of(this);
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadTrainingSecrets',
        actions: ['secretsmanager:GetSecretValue'],
        resources: [`arn:${partition}:secretsmanager:${region}:${account}:secret:${prefix}*`],
      }),
    );
    Validations.of(this).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<partition>:secretsmanager:<region>:<account>:secret:${prefix}*]`,
      reason: `Jobs name their own secrets (experiment tracking keys) below ${prefix}; they cannot read others.`,
    });
  }

  /** Instances attach their data volume themselves: CloudFormation cannot move an attachment to a replacement instance. */
  private allowDataVolumes(project: ProjectTag): void {
    const { account, partition, region } = Stack.of(this);
    const types = ['instance', 'volume'];
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'AttachDataVolumes',
        actions: ['ec2:AttachVolume'],
        resources: types.map((type) => `arn:${partition}:ec2:${region}:${account}:${type}/*`),
        conditions: { StringEquals: { [`aws:ResourceTag/${project.key}`]: project.value } },
      }),
    );
    this.addToPolicy(
      new iam.PolicyStatement({ sid: 'FindDataVolumes', actions: ['ec2:DescribeVolumes'], resources: ['*'] }),
    );
    Validations.of(this).acknowledge(
      ...types.map((type) => ({
        id: `AwsSolutions-IAM5[Resource::arn:<partition>:ec2:<region>:<account>:${type}/*]`,
        reason: `The ${type} of a workstation gets its id after this role exists; the project tag limits the right to those of the platform.`,
      })),
    );
  }

  private allowEndOfBoot(project: ProjectTag): void {
    const { account, partition, region } = Stack.of(this);
    this.addToPolicy(
      new iam.PolicyStatement({
        sid: 'EndBoot',
        actions: ['autoscaling:CompleteLifecycleAction'],
        resources: [`arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*`],
        conditions: { StringEquals: { [`aws:ResourceTag/${project.key}`]: project.value } },
      }),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<partition>:autoscaling:<region>:<account>:autoScalingGroup:*]',
      reason:
        'The groups are created after this role; the project tag limits the right to those of the platform, where it completes a wait early.',
    });
  }
}
