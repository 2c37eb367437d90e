import { lacksResourceType } from '../../catalog';
import { BUDGET } from '../complete';
import { error, type Problem } from '../problem';
import type { PlatformConfig } from '../schema/platform';

/** Checks that the region can have the budget that a user asks for. */
export function checkBudget({ observability, region }: PlatformConfig): Problem[] {
  const { monthlyBudgetUsd } = observability;
  if (monthlyBudgetUsd === undefined || !lacksResourceType(region, BUDGET)) return [];
  return [
    error(
      'observability.monthlyBudgetUsd',
      `${monthlyBudgetUsd} asks for a budget, and CloudFormation has no ${BUDGET} in ${region}; use null, and create one with aws budgets create-budget, which works in every region.`,
      ['region'],
    ),
  ];
}
