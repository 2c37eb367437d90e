import { ifFound } from '../if-found';
import type { Reader } from '../reader';
import { tagList } from './answer';

const alarm: Reader = {
  async read({ physicalId }, { cloudWatch }) {
    const found = (await cloudWatch.describeAlarms({ AlarmNames: [physicalId] })).MetricAlarms?.[0];
    if (!found) return undefined;
    const { Tags } = await cloudWatch.listTagsForResource({ ResourceARN: found.AlarmArn });
    return { properties: { ...found, Tags }, attributes: { Arn: found.AlarmArn ?? '' } };
  },
};

const dashboard: Reader = {
  async read({ physicalId }, { cloudWatch }) {
    const found = await ifFound(cloudWatch.getDashboard({ DashboardName: physicalId }));
    if (!found) return undefined;
    const tags = await ifFound(cloudWatch.listTagsForResource({ ResourceARN: found.DashboardArn }));
    return { properties: { ...found, Tags: tags?.Tags } };
  },
};

const rule: Reader = {
  async read({ physicalId }, { events }) {
    const found = await ifFound(events.describeRule({ Name: physicalId }));
    if (!found) return undefined;
    const [{ Targets }, { Tags }] = await Promise.all([
      events.listTargetsByRule({ Rule: physicalId }),
      events.listTagsForResource({ ResourceARN: found.Arn }),
    ]);
    return { properties: { ...found, Targets, Tags }, attributes: { Arn: found.Arn ?? '' } };
  },
};

const logGroup: Reader = {
  async read({ physicalId }, { logs }) {
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: physicalId });
    const found = logGroups?.find(({ logGroupName }) => logGroupName === physicalId);
    if (!found) return undefined;
    // The ARN of the group itself ends without the streams, that of CloudFormation with them.
    const arn = found.logGroupArn ?? found.arn?.replace(/:\*$/, '') ?? '';
    const { tags } = await logs.listTagsForResource({ resourceArn: arn });
    return {
      properties: {
        LogGroupName: found.logGroupName,
        RetentionInDays: found.retentionInDays,
        LogGroupClass: found.logGroupClass,
        KmsKeyId: found.kmsKeyId,
        Tags: tagList(tags),
      },
      attributes: { Arn: `${arn}:*` },
    };
  },
};

const budget: Reader = {
  async read({ physicalId }, { budgets, id: AccountId }) {
    const request = { AccountId, BudgetName: physicalId };
    const found = (await ifFound(budgets.describeBudget(request)))?.Budget;
    if (!found) return undefined;
    const { Notifications = [] } = await budgets.describeNotificationsForBudget(request);
    const NotificationsWithSubscribers = await Promise.all(
      Notifications.map(async (Notification) => {
        const { Subscribers } = await budgets.describeSubscribersForNotification({
          ...request,
          Notification,
        });
        return { Notification, Subscribers };
      }),
    );
    const ResourceARN = `arn:aws:budgets::${AccountId}:budget/${physicalId}`;
    const { ResourceTags } = await budgets.listTagsForResource({ ResourceARN });
    return { properties: { Budget: found, NotificationsWithSubscribers, ResourceTags } };
  },
  openLists: ['ResourceTags'],
};

/** Readers of alarms, dashboards, rules, logs and budgets. */
export const observabilityReaders: Readonly<Record<string, Reader>> = {
  'AWS::Budgets::Budget': budget,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::Dashboard': dashboard,
  'AWS::Events::Rule': rule,
  'AWS::Logs::LogGroup': logGroup,
};
