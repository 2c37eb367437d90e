import { z } from 'zod';
import { serviceLimits } from '../../catalog';
import { distinct } from './values';

/** The dashboard, the budget, and the addresses that are notified. */
export const observabilitySchema = z.strictObject({
  emails: distinct(z.array(z.email('write an e-mail address such as ml-team@example.com')), (email) =>
    email.toLowerCase(),
  )
    .default([])
    .describe('Addresses that alarms and budget alerts are sent to.'),
  dashboard: z
    .boolean()
    .default(true)
    .describe('Whether there is a CloudWatch dashboard ($3 a month after the third).'),
  monthlyBudgetUsd: z
    .number()
    // The API takes digits and a point only, and JSON writes smaller and larger numbers with an exponent.
    .min(0.01)
    .max(1_000_000_000)
    .optional()
    .describe(
      'Monthly budget for everything with the tags of cost center and environment, in US dollars. Without it there is no budget: some regions have none. Default: that of the environment.',
    ),
  budgetAlertPercents: distinct(
    z
      .array(z.int().min(1).max(1000))
      .min(1)
      // One more is the forecast.
      .max(serviceLimits.budgetNotifications.value - 1),
  )
    .default([50, 80, 100])
    .describe('Shares of the budget that raise an alert. A forecast beyond the budget raises one as well.'),
});
