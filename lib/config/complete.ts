import { lacksResourceType } from '../catalog';
import { warning, type Problem } from './problem';
import type { PlatformConfig, PlatformInput } from './schema/platform';
import { completeZones } from './zones';

/** A configuration in which other code handles one form only, and the warnings of that. */
export interface CompleteConfig {
  readonly config: PlatformConfig;
  readonly warnings: readonly Problem[];
}

/** Writes zones in full, and leaves out the environment's own budget where CloudFormation has none. */
export function completeConfig(
  parsed: PlatformConfig,
  environment: PlatformInput | undefined,
): CompleteConfig {
  const config = completeZones(parsed);
  const { monthlyBudgetUsd } = config.observability;
  const isOfEnvironment = monthlyBudgetUsd === environment?.observability.monthlyBudgetUsd;
  if (monthlyBudgetUsd === undefined || !isOfEnvironment || !lacksResourceType(config.region, BUDGET)) {
    return { config, warnings: [] };
  }
  return {
    config: { ...config, observability: { ...config.observability, monthlyBudgetUsd: undefined } },
    warnings: [
      warning(
        'observability.monthlyBudgetUsd',
        `CloudFormation has no ${BUDGET} in ${config.region}, so there is no budget; create one with aws budgets create-budget, which works in every region, and set null here.`,
        ['region'],
      ),
    ],
  };
}

/** Resource type of a budget. */
export const BUDGET = 'AWS::Budgets::Budget';
