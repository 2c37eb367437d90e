import { mostBudgetChannels } from '../../config/gcp/names';
import type { NotificationChannel, ObservabilityProps } from './channels';
import { template, type TerraformDocument } from '../terraform';

const thresholds = [
  ...[0.5, 0.8, 1].map((share) => ({ threshold_percent: share, spend_basis: 'CURRENT_SPEND' }) as const),
  { threshold_percent: 1, spend_basis: 'FORECASTED_SPEND' },
] as const;

/**
 * Adds the budget of the project, if there is one.
 *
 * A budget belongs to the billing account: whoever applies it needs `roles/billing.costsManager` there, and the provider
 * must name the project that the calls count for, which foundation.ts sees to.
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
  const told = channels.slice(0, mostBudgetChannels).map((channel) => channel.ref('id'));
  document.resource('google_billing_budget', 'project', {
    billing_account: budget.billingAccount,
    display_name: `ML platform (${environment})`,
    budget_filter: [
      { projects: [template`projects/${foundation.projectNumber()}`], calendar_period: 'MONTH' },
    ],
    amount: [
      {
        // With the currency, Google refuses the amount in an account of another one, and does not take it for euros.
        specified_amount: [{ currency_code: 'USD', units: String(budget.monthlyUsd) }],
      },
    ],
    threshold_rules: thresholds,
    // Without channels Google tells those who administer and use the billing account; with them it tells these too.
    all_updates_rule: told.length > 0 ? [{ monitoring_notification_channels: told }] : undefined,
    depends_on: [foundation.api('billingbudgets')],
  });
}
