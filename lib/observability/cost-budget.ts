import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface CostBudgetProps {
  readonly monthlyUsd: number;
  /** Percentages of the budget at which the topic is notified. */
  readonly alertPercents: readonly number[];
  /** Tags that a resource must all have to count. */
  readonly costTags: Readonly<Record<string, string>>;
  readonly topic: ITopic;
}

/**
 * A monthly budget for all resources with certain tags. AWS counts costs by a tag only after it was activated as a cost
 * allocation tag in the billing console, once per account. Different keys must all match, values of one key need not.
 *
 * Source: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export class CostBudget extends Construct {
  constructor(scope: Construct, id: string, { monthlyUsd, alertPercents, costTags, topic }: CostBudgetProps) {
    super(scope, id);
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyUsd, unit: 'USD' },
        costFilters: { TagKeyValue: Object.entries(costTags).map(([key, value]) => `user:${key}$${value}`) },
      },
      // AWS takes five: https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
      notificationsWithSubscribers: [
        ...alertPercents.map((threshold) => ({ notificationType: 'ACTUAL', threshold })),
        { notificationType: 'FORECASTED', threshold: 100 },
      ].map(({ notificationType, threshold }) => ({
        notification: {
          notificationType,
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
