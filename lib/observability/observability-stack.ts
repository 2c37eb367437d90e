import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { ClusterStack } from '../cluster/cluster-stack';
import type { ObservabilityConfig } from '../config';
import type { InferenceStack } from '../inference/inference-stack';
import type { TrainingStack } from '../training/training-stack';
import { AlarmTopic } from './alarm-topic';
import { Alarms } from './alarms';
import { CostBudget } from './cost-budget';
import { PlatformDashboard } from './platform-dashboard';

export interface ObservabilityStackProps extends StackProps {
  readonly config: ObservabilityConfig;
  /** Value of the CostCenter tag that the budget counts by. */
  readonly costCenter: string;
  /** Encrypts the topic; its policy lets CloudWatch, EventBridge and Budgets publish. */
  readonly key: kms.IKey;
  readonly training: Pick<TrainingStack, 'fleets' | 'workstations' | 'interruptions'>;
  readonly cluster: Pick<ClusterStack, 'cluster'>;
  readonly inference: Pick<InferenceStack, 'cluster' | 'capacity' | 'services' | 'frontDoor'>;
}

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
