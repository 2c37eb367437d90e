import type { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic';
import { Alarms } from './alarms';
import { CostBudget } from './cost-budget';
import { PlatformDashboard } from './platform-dashboard';
import type { ObservabilityStackProps } from './watched-stacks';
import { PlatformStack } from '../references/platform-stack';

/** Alarms, a budget, the topic that both notify, and a dashboard. */
export class ObservabilityStack extends PlatformStack {
  readonly topic: AlarmTopic;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { config, training, cluster, inference } = props;

    this.topic = new AlarmTopic(this, 'Topic', {
      key: props.key,
      emails: config.emails,
      groups: [...training.fleets.map(({ group }) => group), inference.capacity.group],
      nodeGroups: cluster.nodeGroups,
    });
    const alarms = new Alarms(this, 'Alarms', { training, cluster, inference, topic: this.topic });
    if (config.dashboard) {
      new PlatformDashboard(this, 'Dashboard', { training, cluster, inference, alarms: alarms.all });
    }
    if (config.monthlyBudgetUsd !== undefined) {
      new CostBudget(this, 'Budget', {
        monthlyUsd: config.monthlyBudgetUsd,
        alertPercents: config.budgetAlertPercents,
        costTags: props.costTags,
        topic: this.topic,
      });
    }
  }
}
