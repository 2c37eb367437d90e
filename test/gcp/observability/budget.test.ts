import { emitted } from '../emitted';

const budget = { billingAccount: '012345-ABCDEF-012345', monthlyUsd: 5000 };
const emails = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}@example.com`);

test('without a configured budget there is none, and its API stays off', () => {
  expect(emitted('production').text).not.toContain('billing');
});

test('the budget is of this project, in dollars', () => {
  const { document, only } = emitted('production', { budget });
  expect(only('google_billing_budget')).toMatchObject({
    billing_account: budget.billingAccount,
    budget_filter: [{ projects: ['projects/${data.google_project.this.number}'], calendar_period: 'MONTH' }],
    amount: [{ specified_amount: [{ currency_code: 'USD', units: '5000' }] }],
    depends_on: ['google_project_service.billingbudgets'],
  });
  // Calls of users are refused otherwise, as their credentials belong to no project.
  expect(document['provider'].google).toMatchObject({
    user_project_override: true,
    billing_project: '${var.project}',
  });
});

test('the budget notifies at 50, 80 and 100 percent, and by forecast', () => {
  const rules = emitted('production', { budget }).only('google_billing_budget')['threshold_rules'];
  expect(rules.map((rule: any) => [rule.threshold_percent, rule.spend_basis])).toEqual([
    [0.5, 'CURRENT_SPEND'],
    [0.8, 'CURRENT_SPEND'],
    [1, 'CURRENT_SPEND'],
    [1, 'FORECASTED_SPEND'],
  ]);
});

test('the budget notifies the addresses of the alarms, as many as Google accepts', () => {
  const notified = (count: number) => {
    const { only, resources } = emitted(
      'production',
      { budget },
      { observability: { emails: emails(count) } },
    );
    expect(Object.keys(resources('google_monitoring_notification_channel'))).toHaveLength(count);
    return only('google_billing_budget')['all_updates_rule']?.[0].monitoring_notification_channels as unknown;
  };
  expect(notified(0)).toBeUndefined();
  expect(notified(2)).toHaveLength(2);
  expect(notified(6)).toHaveLength(5);
});
