import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ObservabilityConfig } from '../config';

export interface CostBudgetProps {
  readonly config: ObservabilityConfig;
  /** Value of the CostCenter tag. */
  readonly costCenter: string;
  readonly topic: ITopic;
}

/**
 * A monthly budget for everything with the CostCenter tag. AWS counts by a tag only after it was made a cost
 * allocation tag in the billing console, once for the account.
 *
 * Source: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export class CostBudget extends Construct {
  constructor(scope: Construct, id: string, { config, costCenter, topic }: CostBudgetProps) {
    super(scope, id);
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: config.monthlyBudgetUsd, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:CostCenter$${costCenter}`] },
      },
      notificationsWithSubscribers: config.budgetAlertPercents.map((threshold) => ({
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          threshold,
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
      })),
    });
    // Budgets tries the topic when it is created: the policy has to be there first.
    budget.node.addDependency(topic);
  }
}
