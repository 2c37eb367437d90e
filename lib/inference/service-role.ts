import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DataStores } from '../storage/data-stores';

export interface ServiceRoleProps {
  /** Key of the service in the configuration. */
  readonly service: string;
  readonly stores: DataStores;
  /**
   * Model whose releases the service may read.
   * @default - none
   */
  readonly model?: string;
}

/**
 * The role of the containers of one model service: tasks of Amazon ECS in this account assume it, and read the releases of
 * the model of the service.
 *
 * Source of the trust policy: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
 */
export class ServiceRole extends iam.Role {
  constructor(scope: Construct, id: string, { model, service, stores }: ServiceRoleProps) {
    const { account, partition, region } = Stack.of(scope);
    super(scope, id, {
      description: `Model service ${service}`,
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${account}:*` },
          StringEquals: { 'aws:SourceAccount': account },
        },
      }),
    });
    if (model !== undefined) stores.grantReleases(this, model);
  }
}
