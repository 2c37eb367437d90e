import { warning, type Problem } from '../../config/problem';
import type { PlatformConfig } from '../../config/schema/platform';
import { mostBudgetChannels } from '../budget';

/** Finds people whom a budget would not tell. */
export function checkBudget({ gcp: { budget }, observability: { emails } }: PlatformConfig): Problem[] {
  if (budget === undefined || emails.length <= mostBudgetChannels) return [];
  return [
    warning(
      'observability.emails',
      `has ${emails.length} addresses, and a budget on Google Cloud tells the first ${mostBudgetChannels}; use a mailing list.`,
      ['gcp.budget'],
    ),
  ];
}
