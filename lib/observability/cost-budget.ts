import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface CostBudgetProps {
  readonly monthlyUsd: number;
  /** Percentages of the budget at which the topic is notified. */
  readonly alertPercents: readonly number[];
  /** Value of the CostCenter tag. */
  readonly costCenter: string;
  readonly topic: ITopic;
}

/**
 * A monthly budget for all resources with the CostCenter tag. AWS counts costs by a tag only after it was activated as a
 * cost allocation tag in the billing console, once per account.
 *
 * Source: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export class CostBudget extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { monthlyUsd, alertPercents, costCenter, topic }: CostBudgetProps,
  ) {
    super(scope, id);
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyUsd, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:CostCenter$${costCenter}`] },
      },
      notificationsWithSubscribers: alertPercents.map((threshold) => ({
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          threshold,
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
      })),
    });
    // Budgets checks its right to publish when it is created, so the policy of the topic must exist first.
    budget.node.addDependency(topic);
  }
}
