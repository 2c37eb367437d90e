import { warning, type Problem } from '../../problem';
import type { PlatformConfig } from '../../schema/platform';
import { mostBudgetChannels } from '../../gcp/names';

/** Warns when more addresses are configured than a budget can notify. */
export function checkBudget({ gcp: { budget }, observability: { emails } }: PlatformConfig): Problem[] {
  if (budget === undefined || emails.length <= mostBudgetChannels) return [];
  return [
    warning(
      'observability.emails',
      `has ${emails.length} addresses, and a budget on Google Cloud notifies the first ${mostBudgetChannels}; use a mailing list.`,
      ['gcp.budget'],
    ),
  ];
}
