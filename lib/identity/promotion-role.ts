import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DataStores } from '../storage/data-stores';

export interface PromotionRoleProps {
  /** Path of the role, by which the policy of the models bucket knows it. */
  readonly path: string;
  readonly stores: DataStores;
  /**
   * ARNs of the users and roles that may assume it.
   * @default - every principal of the account whose own policy lets it assume the role
   */
  readonly promoters?: readonly string[];
}

/** The role that releases models: the only one that writes what inference runs. Assumed by `npm run models -- promote`. */
export class PromotionRole extends iam.Role {
  constructor(scope: Construct, id: string, { path, promoters, stores }: PromotionRoleProps) {
    super(scope, id, {
      path,
      description: 'Releases models to inference',
      assumedBy: promoters
        ? new iam.CompositePrincipal(...promoters.map((arn) => new iam.ArnPrincipal(arn)))
        : new iam.AccountRootPrincipal(),
      // A large model takes longer to copy than the default of an hour.
      maxSessionDuration: Duration.hours(4),
    });
    stores.grantPromotion(this);
  }
}
