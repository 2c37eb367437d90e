import { mostBudgetChannels } from '../../config/gcp/names';
import type { NotificationChannel, ObservabilityProps } from './channels';
import { template, type TerraformDocument } from '../terraform';

const thresholds = [
  ...[0.5, 0.8, 1].map((share) => ({ threshold_percent: share, spend_basis: 'CURRENT_SPEND' }) as const),
  { threshold_percent: 1, spend_basis: 'FORECASTED_SPEND' },
] as const;

/**
 * Adds the budget of the project, if configured.
 *
 * A budget belongs to the billing account: the user who applies it needs `roles/billing.costsManager` there, and the
 * provider must have a quota project, which foundation.ts sets.
 */
export function addBudget(
  document: TerraformDocument,
  {
    platform: { gcp, environment },
    foundation,
    channels,
  }: ObservabilityProps & { readonly channels: readonly NotificationChannel[] },
): void {
  const { budget } = gcp;
  if (budget === undefined) return;
  const notified = channels.slice(0, mostBudgetChannels).map((channel) => channel.ref('id'));
  document.resource('google_billing_budget', 'project', {
    billing_account: budget.billingAccount,
    display_name: `ML platform (${environment})`,
    budget_filter: [
      { projects: [template`projects/${foundation.projectNumber()}`], calendar_period: 'MONTH' },
    ],
    amount: [
      {
        // With an explicit currency, Google refuses the amount in an account of another currency.
        specified_amount: [{ currency_code: 'USD', units: String(budget.monthlyUsd) }],
      },
    ],
    threshold_rules: thresholds,
    // Google always notifies the administrators and users of the billing account.
    all_updates_rule: notified.length > 0 ? [{ monitoring_notification_channels: notified }] : undefined,
    depends_on: [foundation.api('billingbudgets')],
  });
}
