import { warning, type Problem } from '../../problem';
import type { PlatformConfig } from '../../schema/platform';
import { mostBudgetChannels } from '../../gcp/names';

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
