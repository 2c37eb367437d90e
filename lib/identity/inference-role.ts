import type { Construct } from 'constructs';
import { INFERENCE_LOGS, INFERENCE_METRICS } from '../contract/training-names';
import type { DataStores } from '../storage/data-stores';
import { InstanceRole } from './instance-role';

export interface InferenceRoleProps {
  /** @default a generated name */
  readonly roleName?: string;
  readonly stores: DataStores;
}

/**
 * The role of the lesson for instances that serve models. It can read the models bucket, but no other data. The model
 * services have a role each instead, which ECS tasks assume.
 */
export class InferenceRole extends InstanceRole {
  constructor(scope: Construct, id: string, { roleName, stores }: InferenceRoleProps) {
    super(scope, id, {
      roleName,
      description: 'Model serving',
    });
    stores.grantRead(this, ['models']);
    this.allowImagePulls();
    this.allowLogs(INFERENCE_LOGS);
    this.allowMetrics(INFERENCE_METRICS);
  }
}
