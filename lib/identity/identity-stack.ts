import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IdentityConfig } from '../config';
import { ClusterRole, NodeRole, WorkloadRole } from './cluster-roles';
import type { DataStores } from './data-access';
import { GoogleRole } from './google-role';
import { type GoogleReader, type GoogleReaders } from '../config/gcp/google-readers';
import { InferenceRole } from './inference-role';
import { TrainingRole } from './training-role';

export interface IdentityStackProps extends StackProps {
  readonly config: IdentityConfig;
  readonly stores: DataStores;
  /** Value of the Project tag. */
  readonly projectTag: string;
  /** Whether a fleet of training machines has a warm pool. */
  readonly hasWarmPools: boolean;
  /** Who on Google Cloud reads buckets here. */
  readonly googleReaders: GoogleReaders;
}

/** The roles that machines, nodes and pods take. Rights on data are given here, on the side of the roles. */
export class IdentityStack extends Stack {
  readonly training: iam.Role;
  readonly trainingProfile: iam.InstanceProfile;
  readonly inference: iam.Role;
  readonly inferenceProfile: iam.InstanceProfile;
  readonly cluster: iam.Role;
  readonly nodes: iam.Role;
  readonly workloads: iam.Role;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, props);
    const { config, stores, hasWarmPools } = props;

    this.training = new TrainingRole(this, 'Training', {
      config,
      stores,
      project: props.projectTag,
      hasWarmPools,
    });
    this.trainingProfile = new iam.InstanceProfile(this, 'TrainingProfile', {
      role: this.training,
      instanceProfileName: config.instanceProfileNames.training,
    });
    this.inference = new InferenceRole(this, 'Inference', { config, stores });
    this.inferenceProfile = new iam.InstanceProfile(this, 'InferenceProfile', {
      role: this.inference,
      instanceProfileName: config.instanceProfileNames.inference,
    });
    this.cluster = new ClusterRole(this, 'Cluster', config);
    this.nodes = new NodeRole(this, 'Nodes', config);
    this.workloads = new WorkloadRole(this, 'Workloads', stores);

    const { training, transfer } = props.googleReaders;
    if (training) this.addGoogleRole('GoogleTraining', training, stores);
    if (transfer) this.addGoogleRole('GoogleTransfer', transfer, stores);
  }

  private addGoogleRole(id: string, reader: GoogleReader, stores: DataStores): void {
    const { roleArn } = new GoogleRole(this, id, reader, stores);
    new CfnOutput(this, `${id}Role`, { value: roleArn, description: `Role: ${reader.description}` });
  }
}
