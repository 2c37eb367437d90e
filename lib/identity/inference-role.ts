import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { INFERENCE_LOGS, INFERENCE_METRICS } from '../contract/training-names';
import type { DataStores } from '../storage/data-stores';
import { InstanceRole } from './instance-role';

export interface InferenceRoleProps {
  /** @default a generated name */
  readonly roleName?: string;
  readonly stores: DataStores;
}

/** The role of model serving, for ECS tasks and instances. It can read the models bucket, but no other data. */
export class InferenceRole extends InstanceRole {
  constructor(scope: Construct, id: string, { roleName, stores }: InferenceRoleProps) {
    super(scope, id, {
      roleName,
      description: 'Model serving',
      assumedBy: new iam.CompositePrincipal(
        new iam.ServicePrincipal('ec2.amazonaws.com'),
        new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      ),
    });
    stores.grantRead(this, ['models']);
    this.allowImagePulls();
    this.allowLogs(INFERENCE_LOGS);
    this.allowMetrics(INFERENCE_METRICS);
  }
}
