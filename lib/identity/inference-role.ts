import type { Construct } from 'constructs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IdentityConfig } from '../config';
import { allowBuckets, type DataStores } from './data-access';
import { allowImagePulls, allowLogs, allowMetrics } from './machine-policy';

export interface InferenceRoleProps {
  readonly config: IdentityConfig;
  readonly stores: DataStores;
}

/**
 * The role of model serving: reads models, and nothing else of the data. Instances of the lesson and ECS tasks both
 * take it.
 */
export class InferenceRole extends iam.Role {
  constructor(scope: Construct, id: string, { config, stores }: InferenceRoleProps) {
    super(scope, id, {
      roleName: config.roleNames.inference,
      description: 'Model serving',
      assumedBy: new iam.CompositePrincipal(
        new iam.ServicePrincipal('ec2.amazonaws.com'),
        new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      ),
    });
    allowBuckets(this, [stores.models], stores.key, ['read']);
    allowImagePulls(this);
    allowLogs(this, '/ml/inference');
    allowMetrics(this, 'MLPlatform/Inference');
  }
}
