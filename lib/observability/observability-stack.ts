import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic';
import { Alarms } from './alarms';
import { CostBudget } from './cost-budget';
import { PlatformDashboard } from './platform-dashboard';
import type { ObservabilityStackProps } from './watched-stacks';

/** Who is told when something is wrong or costs more than planned, and one page that shows the platform at work. */
export class ObservabilityStack extends Stack {
  readonly topic: AlarmTopic;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { config } = props;

    this.topic = new AlarmTopic(this, 'Topic', { key: props.key, emails: config.emails });
    const alarms = new Alarms(this, 'Alarms', { ...props, topic: this.topic });
    if (config.dashboard) new PlatformDashboard(this, 'Dashboard', { ...props, alarms: alarms.all });
    new CostBudget(this, 'Budget', { config, costCenter: props.costCenter, topic: this.topic });
  }
}
