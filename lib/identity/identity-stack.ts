import { CfnOutput, ReferenceStrength, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IdentityConfig } from '../config';
import type { GoogleReader, GoogleReaders } from '../config/gcp/google-readers';
import type { EcrMirror } from '../config/registries';
import { PROMOTION_ROLE_OUTPUT } from '../contract/outputs';
import type { DataStores } from '../storage/data-stores';
import { ClusterRole, NodeRole, WorkloadRole } from './cluster-roles';
import { GoogleRole } from './google-role';
import { InferenceRole } from './inference-role';
import { PromotionRole } from './promotion-role';
import { TrainingRole, type ProjectTag } from './training-role';
import { PlatformStack } from '../references/platform-stack';

export interface IdentityStackProps extends StackProps {
  readonly config: IdentityConfig;
  readonly stores: DataStores;
  /** Path of the role that releases models, with a slash at both ends. */
  readonly promotionPath: string;
  /** Tag of everything of the platform, which limits rights. */
  readonly projectTag: ProjectTag;
  /** Whether a fleet has a warm pool. */
  readonly hasWarmPools: boolean;
  /** Service accounts on Google Cloud that read the buckets. */
  readonly googleReaders: GoogleReaders;
  /**
   * Secrets whose names begin with this are readable by the pods of service accounts.
   * @default none
   */
  readonly podSecretsPrefix?: string;
  /** Private registries that nodes pull from. */
  readonly mirrors: readonly EcrMirror[];
  /**
   * Key that encrypts the volumes that instances attach.
   * @default the default key of the account for EBS
   */
  readonly volumeKeyArn?: string;
}

/** The roles of instances, nodes and pods. Permissions on data are in the policies of these roles. */
export class IdentityStack extends PlatformStack {
  readonly training: iam.Role;
  readonly trainingProfile: iam.InstanceProfile;
  readonly inference: iam.Role;
  readonly inferenceProfile: iam.InstanceProfile;
  readonly cluster: iam.Role;
  readonly nodes: iam.Role;
  readonly workloads: iam.Role;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    const { config, stores } = props;
    const { roleNames, instanceProfileNames } = config;

    this.training = new TrainingRole(this, 'Training', {
      roleName: roleNames.training,
      stores,
      secretsPrefix: config.trainingSecretsPrefix,
      projectTag: props.projectTag,
      hasWarmPools: props.hasWarmPools,
      volumeKeyArn: props.volumeKeyArn,
    });
    this.trainingProfile = new iam.InstanceProfile(this, 'TrainingProfile', {
      role: this.training,
      instanceProfileName: instanceProfileNames.training,
    });
    this.inference = new InferenceRole(this, 'Inference', { roleName: roleNames.inference, stores });
    this.inferenceProfile = new iam.InstanceProfile(this, 'InferenceProfile', {
      role: this.inference,
      instanceProfileName: instanceProfileNames.inference,
    });
    const { roleArn } = new PromotionRole(this, 'Promotion', {
      path: props.promotionPath,
      stores,
      promoters: config.modelPromoters,
    });
    new CfnOutput(this, PROMOTION_ROLE_OUTPUT, {
      value: roleArn,
      description: 'Role that releases models to inference',
    });
    this.cluster = new ClusterRole(this, 'Cluster', { roleName: roleNames.cluster });
    // EKS cannot change the role of a cluster: CloudFormation would replace the cluster. An export in use makes it refuse
    // to replace the role instead: ADR 0002.
    this.cluster.applyCrossStackReferenceStrength(ReferenceStrength.STRONG);
    this.nodes = new NodeRole(this, 'Nodes', { roleName: roleNames.nodes, mirrors: props.mirrors });
    this.workloads = new WorkloadRole(this, 'Workloads', { stores, secretsPrefix: props.podSecretsPrefix });

    const { training, transfer } = props.googleReaders;
    if (training) this.addGoogleRole('GoogleTraining', training, stores);
    if (transfer) this.addGoogleRole('GoogleTransfer', transfer, stores);
  }

  private addGoogleRole(id: string, reader: GoogleReader, stores: DataStores): void {
    const { roleArn } = new GoogleRole(this, id, { reader, stores });
    new CfnOutput(this, `${id}Role`, { value: roleArn, description: `Role: ${reader.description}` });
  }
}
