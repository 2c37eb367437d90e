import type { LocalPlatform } from '../local-platform';
import type { Expected } from './expected';

/** Alarms, their notifications, the dashboard and the budget. */
export function observability(expected: Expected, platform: () => LocalPlatform): void {
  const topic = () => platform().only('Observability', 'AWS::SNS::Topic');

  test('alarms link to the runbook, and notify the topic when they go off and clear', async () => {
    const AlarmNames = Object.values(await platform().physicalIds('Observability', 'AWS::CloudWatch::Alarm'));
    const { MetricAlarms } = await platform().aws.cloudWatch.describeAlarms({ AlarmNames });
    const sections = MetricAlarms!.map(
      ({ AlarmDescription }) => AlarmDescription!.split('docs/runbook.md#')[1],
    );
    expect(sections.sort()).toEqual([...expected.alarms].sort());
    const notified = [await topic()];
    for (const { ActionsEnabled, AlarmActions, OKActions, TreatMissingData } of MetricAlarms!) {
      expect({ ActionsEnabled, AlarmActions, OKActions, TreatMissingData }).toEqual({
        ActionsEnabled: true,
        AlarmActions: notified,
        OKActions: notified,
        TreatMissingData: 'notBreaching',
      });
    }
  });

  test('alarms watch every part of the platform', async () => {
    const AlarmNames = Object.values(await platform().physicalIds('Observability', 'AWS::CloudWatch::Alarm'));
    const { MetricAlarms } = await platform().aws.cloudWatch.describeAlarms({ AlarmNames });
    const watched = MetricAlarms!.map((alarm) => {
      const { Namespace, MetricName, Threshold, EvaluationPeriods, Period } = alarm;
      const statistic = alarm.ExtendedStatistic ?? alarm.Statistic;
      const operator = alarm.ComparisonOperator === 'LessThanThreshold' ? '<' : '>=';
      return `${Namespace} ${MetricName} ${statistic} ${operator} ${Threshold} for ${EvaluationPeriods} x ${Period} s`;
    });
    expect([...new Set(watched)].sort()).toEqual([
      'AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum >= 10 for 5 x 60 s',
      'AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum >= 10 for 5 x 60 s',
      'AWS/ApplicationELB TargetResponseTime p95 >= 2 for 10 x 60 s',
      'AWS/ApplicationELB UnHealthyHostCount Maximum >= 1 for 10 x 60 s',
      'AWS/EC2 StatusCheckFailed Maximum >= 1 for 5 x 60 s',
      'AWS/EKS apiserver_request_total_5XX Sum >= 10 for 3 x 300 s',
      'AWS/EKS scheduler_pending_pods_UNSCHEDULABLE Maximum >= 1 for 6 x 300 s',
      'AWS/Lambda Errors Sum >= 3 for 1 x 300 s',
      'AWS/Lambda Throttles Sum >= 1 for 1 x 300 s',
      'AWS/SQS ApproximateNumberOfMessagesVisible Maximum >= 1 for 1 x 300 s',
      ...expected.cluster.alarms,
      'MLPlatform/Training LostCheckpoints Sum >= 1 for 1 x 300 s',
    ]);
    const instances = MetricAlarms!.filter(({ Namespace }) => Namespace === 'AWS/EC2');
    const ids = instances.map(({ Dimensions }) => Dimensions![0]!.Value!);
    const workstations = await platform().physicalIds('Training', 'AWS::EC2::Instance');
    expect(ids.sort()).toEqual(Object.values(workstations).sort());
  });

  test('the topic is encrypted with the data key', async () => {
    const { Attributes } = await platform().aws.sns.getTopicAttributes({ TopicArn: await topic() });
    const { KeyMetadata } = await platform().aws.kms.describeKey({ KeyId: Attributes!['KmsMasterKeyId'] });
    expect(KeyMetadata!.KeyId).toBe(await platform().only('Storage', 'AWS::KMS::Key'));
  });

  test('CloudWatch, Budgets and EventBridge publish to the topic, with TLS only', async () => {
    const { Attributes } = await platform().aws.sns.getTopicAttributes({ TopicArn: await topic() });
    const { Statement } = JSON.parse(Attributes!['Policy']!) as {
      Statement: { Effect: string; Principal: { Service?: string }; Action: string }[];
    };
    const rules = Statement.map(
      ({ Effect, Action, Principal }) => `${Effect} ${Action} ${Principal.Service ?? '*'}`,
    );
    expect(rules.sort()).toEqual([
      'Allow sns:Publish budgets.amazonaws.com',
      'Allow sns:Publish cloudwatch.amazonaws.com',
      'Allow sns:Publish events.amazonaws.com',
      'Deny sns:Publish *',
    ]);
  });

  test('the topic notifies of instances that did not launch', async () => {
    const { events } = platform().aws;
    const names = Object.values(await platform().physicalIds('Observability', 'AWS::Events::Rule'));
    const kinds = await Promise.all(
      names.map(async (Name) => {
        const { EventPattern, State } = await events.describeRule({ Name });
        const { Targets } = await events.listTargetsByRule({ Rule: Name });
        expect([State, ...Targets!.map(({ Arn }) => Arn)]).toEqual(['ENABLED', await topic()]);
        return (JSON.parse(EventPattern!) as { 'detail-type': string[] })['detail-type'].join();
      }),
    );
    // The topic of training notifies of reclaimed instances, once each.
    expect(kinds).toEqual(['EC2 Instance Launch Unsuccessful']);
  });

  test('a monthly budget of 10,000 dollars for the cost center in this environment', async () => {
    const { aws } = platform();
    const BudgetName = await platform().only('Observability', 'AWS::Budgets::Budget');
    const { Budget } = await aws.budgets.describeBudget({ AccountId: aws.id, BudgetName });
    expect(Budget).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Unit: 'USD' },
      CostFilters: {
        TagKeyValue: [
          'user:CostCenter$AI-Research',
          expect.stringMatching(/^user:Environment\$(production|lesson)$/),
        ],
      },
    });
    expect(Number(Budget!.BudgetLimit!.Amount)).toBe(10_000);
  });

  test('the topic is notified at 50, 80 and 100 percent of the budget, and of a forecast beyond it', async () => {
    const { aws } = platform();
    const own = {
      AccountId: aws.id,
      BudgetName: await platform().only('Observability', 'AWS::Budgets::Budget'),
    };
    const { Notifications } = await aws.budgets.describeNotificationsForBudget(own);
    const alerts = await Promise.all(
      Notifications!.map(async (Notification) => {
        const { Subscribers } = await aws.budgets.describeSubscribersForNotification({
          ...own,
          Notification,
        });
        const addresses = Subscribers!.map(
          ({ SubscriptionType, Address }) => `${SubscriptionType} ${Address}`,
        );
        const { NotificationType, ComparisonOperator, Threshold, ThresholdType } = Notification;
        return `${NotificationType} ${ComparisonOperator} ${Threshold} ${ThresholdType}: ${addresses.join()}`;
      }),
    );
    const notified = `SNS ${await topic()}`;
    expect(alerts.sort()).toEqual([
      `ACTUAL GREATER_THAN 100 PERCENTAGE: ${notified}`,
      `ACTUAL GREATER_THAN 50 PERCENTAGE: ${notified}`,
      `ACTUAL GREATER_THAN 80 PERCENTAGE: ${notified}`,
      `FORECASTED GREATER_THAN 100 PERCENTAGE: ${notified}`,
    ]);
  });

  test('a dashboard shows the whole platform', async () => {
    const DashboardName = await platform().only('Observability', 'AWS::CloudWatch::Dashboard');
    const { DashboardBody } = await platform().aws.cloudWatch.getDashboard({ DashboardName });
    const { widgets } = JSON.parse(DashboardBody!) as { widgets: { properties: { title: string } }[] };
    expect(widgets.map(({ properties }) => properties.title)).toEqual([
      'Alarms',
      'GPU instances in service',
      'Kubernetes pods waiting',
      'Interruptions of training instances',
      'Use of training GPUs, in percent',
      ...(expected.cluster.alarms.length > 0
        ? ['Use of cluster GPUs, in percent', 'Unhealthy cluster nodes']
        : []),
      'Use of model services, in percent',
      'Requests a minute to model services',
    ]);
  });
}
